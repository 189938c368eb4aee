// certify beside what people would take instead, on the same lab, in turn: the AWS CLI, dig and swaks one after the other as a shell
// script, dig and checkdmarc for DNS, `aws sesv2 get-account` for the first fact. The script asks what certify's own transcript says
// that certify asked. Peers that are not installed are said to be absent. node bench/peers.mjs [--runs 20]
import { execFile, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { BIN, inLab, loadSources, median } from './lab.mjs';
import { show } from './table.mjs';

const CERTIFY = `${process.execPath} ${BIN}`;
const isThere = (name) => spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;
const missing = (names) => {
  const absent = names.filter((name) => !isThere(name));
  return absent.length === 0 ? null : `${absent.join(', ')} not installed`;
};

/** Seconds by the clock and of processor time, of a shell line and all that it starts; its own exit is its own business. */
const timed = async (line, env) => {
  const script = `TIMEFORMAT='%R %U %S'; time { ${line}; } >/dev/null 2>&1; true`;
  const { stderr } = await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, ...env } });
  const [wall, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { wall, cpu: user + system };
};

/** In turn, so that a busy moment hits both. */
const beside = async (runs, ours, theirs) => {
  const all = [[], []];
  await ours();
  await theirs();
  for (let run = 0; run < runs; run += 1) {
    all[0].push(await ours());
    all[1].push(await theirs());
  }
  const of = (side, key) => median(all[side].map((one) => one[key]));
  const s = (seconds) => (seconds * 1000).toFixed(0);
  return {
    ratio: of(0, 'wall') / of(1, 'wall'),
    says: `${s(of(0, 'wall'))} of ${s(of(1, 'wall'))} ms; processor time ${(of(0, 'cpu') / of(1, 'cpu')).toFixed(2)}`,
  };
};

const transcriptOf = async (args) => {
  const { stderr } = await promisify(execFile)(process.execPath, [BIN, ...args, '--quiet', '--transcript'], {
    maxBuffer: 1e8,
  }).catch(
    // A finding is an exit code, and no fault of the bench.
    (error) => error,
  );
  return stderr.split('\n');
};

const ASKED = /^dns > (\S+):(\d+) udp (\S+) IN (\S+) \(id (\d+)\)(.*)$/;
const ANSWERED = /^dns < \S+ udp \S+ IN \S+ \(id (\d+)\) (?:NOERROR|NXDOMAIN)/;

/** `dns > 127.0.0.1:5300 udp example.com. IN TXT (id 1) RD EDNS 1232`. What got no answer is left out: dig would wait for it. */
const digs = (lines) => {
  const answered = new Set(lines.flatMap((line) => ANSWERED.exec(line)?.[1] ?? []));
  const questions = lines.flatMap((line) => {
    const [, host, port, name, type, id, marks] = ASKED.exec(line) ?? [];
    return answered.has(id) ? [`dig @${host} -p ${port} ${marks.includes('RD') ? '' : '+norecurse '}${name} ${type}`] : [];
  });
  return [...new Set(questions)];
};

const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';
const USER = 'squareos-main-gym';
const POLICY = 'send';
const SIMULATED = `--policy-source-arn arn:aws:iam::111122223333:user/${USER} --action-names ses:SendEmail`;
const AWS = {
  'sts:GetCallerIdentity': 'sts get-caller-identity',
  'ses:GetEmailIdentity': 'sesv2 get-email-identity --email-identity example.com',
  'ses:GetAccount': 'sesv2 get-account',
  'ses:GetConfigurationSet': 'sesv2 get-configuration-set --configuration-set-name squareos-main',
  'ses:GetConfigurationSetEventDestinations':
    'sesv2 get-configuration-set-event-destinations --configuration-set-name squareos-main',
  'ses:GetSendStatistics': 'ses get-send-statistics',
  'iam:GetUser': `iam get-user --user-name ${USER}`,
  'iam:ListAccessKeys': `iam list-access-keys --user-name ${USER}`,
  'iam:GetAccessKeyLastUsed': 'iam get-access-key-last-used --access-key-id AKIALABSEND000000001',
  'iam:ListUserPolicies': `iam list-user-policies --user-name ${USER}`,
  'iam:ListAttachedUserPolicies': `iam list-attached-user-policies --user-name ${USER}`,
  'iam:ListGroupsForUser': `iam list-groups-for-user --user-name ${USER}`,
  'iam:GetUserPolicy': `iam get-user-policy --user-name ${USER} --policy-name ${POLICY}`,
  'iam:SimulatePrincipalPolicy': `iam simulate-principal-policy ${SIMULATED}`,
  'sns:GetTopicAttributes': `sns get-topic-attributes --topic-arn ${TOPIC}`,
  'sns:ListSubscriptionsByTopic': `sns list-subscriptions-by-topic --topic-arn ${TOPIC}`,
  'sns:GetSubscriptionAttributes': `sns get-subscription-attributes --subscription-arn ${TOPIC}:1`,
  'cloudwatch:DescribeAlarms': 'cloudwatch describe-alarms',
};

/** `probe ses:GetAccount http://127.0.0.1:4566 → 200 ok 5 ms`; actions that the table does not know are left out, in the script's favour. */
const awsCalls = (lines) =>
  lines.flatMap((line) => {
    const [, action, endpoint] = /^(?:probe|send) (\S+) (http\S+) → /.exec(line) ?? [];
    const command = AWS[action];
    return command === undefined ? [] : [`aws --endpoint-url ${endpoint} --region ap-south-1 --output json ${command}`];
  });

const credentials = (home) => ({
  AWS_ACCESS_KEY_ID: 'AKIALABPROBE00000001',
  AWS_SECRET_ACCESS_KEY: readFileSync(join(home, 'lab.secrets', 'AKIALABPROBE00000001'), 'utf8').trim(),
  AWS_EC2_METADATA_DISABLED: 'true',
});

const scripted = (home, lines) => {
  const path = join(home, 'by-hand.sh');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return `sh ${path}`;
};

const sesTenant = async (runs, profile, home) => {
  const row = { job: 'check of an SES tenant', reached: 0.05 };
  const absent = missing(['aws', 'dig']);
  if (absent !== null) return { ...row, beside: 'AWS CLI and dig', absent };
  const lines = await transcriptOf(['check', profile]);
  const script = [...awsCalls(lines), ...digs(lines)];
  const env = credentials(home);
  const measured = await beside(
    runs,
    () => timed(`${CERTIFY} check ${profile} --json`),
    () => timed(scripted(home, script), env),
  );
  return { ...row, beside: `AWS CLI and dig, ${script.length} questions one after the other`, ...measured };
};

const isSession = (line) => line.startsWith('smtp note: connected');

const smtpTenant = async (runs, profile, home) => {
  const row = { job: 'check of an SMTP tenant', reached: 0.84 };
  const absent = missing(['dig', 'swaks']);
  if (absent !== null) return { ...row, beside: 'dig and swaks', absent };
  const lines = await transcriptOf(['check', profile]);
  const [, host, port] = /^smtp note: connected to \S+ \((\S+)\) port (\d+)/.exec(lines.find(isSession) ?? '') ?? [];
  const sessions = lines.filter(isSession).length;
  const session = `swaks --server ${host}:${port} --tls --quit-after RCPT --from billing@example.com --to ops@example.com`;
  const script = [...digs(lines), ...Array.from({ length: sessions }, () => session)];
  const measured = await beside(
    runs,
    () => timed(`${CERTIFY} check ${profile} --json`),
    () => timed(scripted(home, script)),
  );
  return { ...row, beside: `dig and swaks, ${script.length} questions one after the other`, ...measured };
};

/** checkdmarc asks port 53 alone: the library is told the lab's. */
const CHECKDMARC = `import sys, dns.resolver as r
host, port = sys.argv[1].rsplit(":", 1)
before = r.BaseResolver.reset
def reset(self):
    before(self)
    self.port = int(port)
r.BaseResolver.reset = reset
import checkdmarc
checkdmarc.check_domains(["example.com"], nameservers=[host], skip_tls=True)
`;

const dnsAlone = async (runs, profile, home) => {
  const job = 'dns example.com';
  const resolver = /resolvers:\s+- (\S+)/.exec(readFileSync(profile, 'utf8'))?.[1];
  const args = ['dns', 'example.com', '--resolver', resolver];
  const ours = () => timed(`${CERTIFY} ${args.join(' ')} --json`);
  const script = isThere('dig') ? digs(await transcriptOf(args)) : [];
  const byDig = isThere('dig') ? await beside(runs, ours, () => timed(scripted(home, script))) : { absent: 'dig not installed' };
  const python = join(home, 'checkdmarc.py');
  writeFileSync(python, CHECKDMARC);
  const hasCheckdmarc = spawnSync('python3', ['-c', 'import checkdmarc'], { stdio: 'ignore' }).status === 0;
  const byCheckdmarc = hasCheckdmarc
    ? await beside(runs, ours, () => timed(`python3 ${python} ${resolver}`))
    : { absent: 'checkdmarc not installed' };
  return [
    { job, beside: `dig, ${script.length} questions one after the other`, ...byDig },
    { job, beside: 'checkdmarc', goal: 0.5, ...byCheckdmarc },
  ];
};

/** Until the first answer of SES is in the transcript: seconds by the clock, and of the processor until then. */
const firstFact = (profile) =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, [BIN, 'check', profile, '--quiet', '--transcript'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let [text, seen] = ['', null];
    child.stderr.on('data', (chunk) => {
      text += chunk;
      if (seen !== null || !/^probe ses:.* ok /m.test(text)) return;
      const [, user, system] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(`/proc/${child.pid}/stat`, 'utf8')) ?? [];
      seen = { wall: (performance.now() - began) / 1000, cpu: (Number(user) + Number(system)) / 100 };
      child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => (seen === null ? reject(new Error('SES was not asked')) : resolve(seen)));
  });

const firstAnswer = async (runs, profile, home) => {
  const row = { job: 'first SES fact of a check', beside: 'aws sesv2 get-account', reached: 0.75, goal: 0.28 };
  if (!isThere('aws')) return { ...row, absent: 'aws not installed' };
  const endpoint = /sesv2: (\S+)/.exec(readFileSync(profile, 'utf8'))?.[1];
  const line = `aws --endpoint-url ${endpoint} --region ap-south-1 --output json sesv2 get-account`;
  return {
    ...row,
    ...(await beside(
      runs,
      () => firstFact(profile),
      () => timed(line, credentials(home)),
    )),
  };
};

export const benchPeers = async (runs) => {
  const [sources, end] = await loadSources(['lab/lab.ts', 'lab/scenario/scenario.ts']);
  try {
    return [
      ...(await inLab(sources, 'healthy-ses', 20, async (profile, home) => [
        await sesTenant(runs, profile, home),
        await firstAnswer(runs, profile, home),
        ...(await dnsAlone(runs, profile, home)),
      ])),
      await inLab(sources, 'healthy-smtp', 20, (profile, home) => smtpTenant(runs, profile, home)),
    ];
  } finally {
    end();
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
  process.exitCode = show(await benchPeers(Number(values.runs)));
}
