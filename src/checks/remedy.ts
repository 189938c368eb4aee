// Builders of acts that more than one check or the engine needs: one sentence, one form for each.
import { denialAct, denialOf } from '../aws/policy/denial.ts';
import { isAwsEndpoint } from '../aws/region.ts';
import type { Denied, Unseen } from '../core/observation.ts';
import type { Judgement } from '../core/finding.ts';
import type { Owner } from '../core/owner.ts';
import type { DraftAct, RecordSetChange, RecordType } from '../core/remedy.ts';
import { DEFAULT_TTL } from '../text/zone-line.ts';
import { type TlsFault, tlsFaultOf, tlsMend } from '../text/tls-fault.ts';

/** A record that is to stand at a name where nothing of its purpose stands. */
export const addRecord = (
  name: string,
  type: RecordType,
  value: string,
  keep: readonly string[] | null = [],
): RecordSetChange => ({
  name,
  type,
  ttl: DEFAULT_TTL,
  add: [value],
  remove: [],
  keep,
});

/** Values of one purpose at a name and type, as they stand and as they are to stand. `all`: everything there; null when not known. */
export interface SetChange {
  readonly name: string;
  readonly type: RecordType;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly all: readonly string[] | null;
}

/** null when nothing has to change. A value that stands there twice is one record; of what is the same, nothing is removed. */
export const changeRecord = ({ name, type, before, after, all }: SetChange): RecordSetChange | null => {
  const add = after.filter((value) => !before.includes(value));
  const remove = [...new Set(before)].filter((value) => !after.includes(value));
  if (add.length + remove.length === 0) return null;
  const stays = [...new Set([...(all ?? before), ...before])].filter((value) => !remove.includes(value) && !add.includes(value));
  return { name, type, ttl: DEFAULT_TTL, add, remove, keep: all === null ? null : stays };
};

/** One act for the implementation engineer: a field of the profile and its value. */
export const profileField = (say: string, name: string, value: string | null): DraftAct => ({
  say,
  field: { in: 'profile', name, value },
  owner: 'implementation engineer',
});

/** One act for the SquareOS admin. */
export const squareosField = (say: string, name: string, value: string | null): DraftAct => ({
  say,
  field: { in: 'SquareOS', name, value },
  owner: 'SquareOS admin',
});

/** The end of a command for AWS: without it the region of whoever types it holds. Nothing where no region is known. */
export const inRegion = (region: string | null | undefined): string =>
  region === null || region === undefined || region === '' ? '' : ` --region ${region}`;

/** Words alone. */
export const doThis = (say: string, owner?: Owner): DraftAct => ({ say, ...(owner === undefined ? {} : { owner }) });

const CREDENTIAL = {
  probe: 'the probing credential (aws.probe)',
  send: 'the sending credential (aws.send)',
  provision: 'the provisioning credential (aws.provision)',
} as const;

/** How a credential is called in a sentence. */
export const credentialName = (role: Denied['credential']): string => (role === undefined ? 'the credential' : CREDENTIAL[role]);

/** AWS refuses an action to one of certify's credentials; whoever else refuses has no IAM to mend. */
export const isByAws = ({ action, credential }: Denied): boolean => action !== undefined || credential !== undefined;

/** A policy of another place seldom keeps back one action alone, and asking for them one by one takes a run each. */
const theOthers = ({ credential }: Denied): string =>
  credential === undefined
    ? ''
    : ` Have the other actions that it needs let through with it: \`certify policy --for ${credential}\` prints them all.`;

/** What mends a refused read: the least statement that lets it through, or the Deny that must go first. `*` where AWS offers no resource. */
const permitAct = (denied: Denied): DraftAct => {
  const who = credentialName(denied.credential);
  if (!isByAws(denied)) {
    return {
      say: `Have whoever answers there let certify read it, or correct what certify signs in with, then run again: ${denied.message}`,
    };
  }
  const elsewhere = denialAct(denied.message, who, denied.action ?? 'the action');
  if (elsewhere !== null) return { say: `${elsewhere}${theOthers(denied)} Then run again.`, owner: 'AWS admin' };
  if (denied.action === 'sts:AssumeRole') {
    return {
      say: `Let the trust policy of ${denied.resource ?? 'the role'} name the principal that assumes it, with the external id of aws.probe, and let that principal’s own policy allow sts:AssumeRole on it; AWS does not say which of them is missing.`,
      owner: 'AWS admin',
    };
  }
  if (denied.action === 'sts:AssumeRoleWithWebIdentity') {
    return {
      say: 'Let the trust policy of the role admit the token that this machine or pod carries: its issuer as the federated principal, with conditions (`aud`, `sub`) that hold for it. No policy of the role’s own lets anybody assume it.',
      owner: 'AWS admin',
    };
  }
  if (denied.action === undefined) {
    return { say: `Give ${who} the permission that is missing, then run again.`, owner: 'AWS admin' };
  }
  return {
    say: `Add this statement to the policy of ${who}, then run again:`,
    statement: [{ Effect: 'Allow', Action: denied.action, Resource: denied.resource ?? '*' }],
    owner: 'AWS admin',
  };
};

type Failed = Extract<Unseen, { state: 'failed' }>;

const NETWORK = 'network admin' as const;
const ENGINEER = 'implementation engineer' as const;

const command = (line: string | undefined): { readonly command?: string } => (line === undefined ? {} : { command: line });

/** Who can mend a failure, and how, by its kind. */
const failedAct = (failed: Failed): DraftAct => {
  const who = credentialName(failed.credential);
  const host = failed.host ?? 'the party';
  switch (failed.kind) {
    case 'throttled':
      return {
        say: 'Run again in a few minutes: AWS throttled every attempt. When it stays so, see what else reads from this account.',
        owner: ENGINEER,
      };
    case 'party':
      return { say: `Look at https://health.aws.amazon.com, wait, then run again: ${failed.message}`, owner: ENGINEER };
    case 'between':
      if (failed.host !== undefined && !isAwsEndpoint(`https://${failed.host}`)) {
        return {
          say: `Correct the endpoint ${failed.host} in the profile (\`ses.endpoints\`), or leave it out so that AWS itself is asked: what answers there does not know the question, as most emulators of AWS know only some.`,
          owner: ENGINEER,
        };
      }
      return {
        say: `Find what answers in place of ${host} (a proxy, a gateway, a sign-in page), and let AWS through, then run again.`,
        owner: NETWORK,
      };
    case 'session-ended':
      return { say: `Renew the session of ${who}, then run again.`, owner: ENGINEER, ...command(failed.command) };
    case 'clock':
      return {
        say: 'Set this machine’s clock (NTP), then run again: AWS refuses signatures that are five minutes off.',
        owner: ENGINEER,
      };
    case 'question':
      return { say: `Correct in the profile what AWS names, then run again: ${failed.message}`, owner: ENGINEER };
    case 'account':
      return {
        say: `Have the AWS account opened again: answer the case of AWS Support about it, or settle what is open in its billing, then run again: ${failed.message}`,
        owner: 'AWS admin',
      };
    case 'opt-in':
      return {
        say: `Switch the region on for the account (AWS console / Account / AWS Regions), or correct the region in the profile and in SquareOS where another is meant, then run again: ${failed.message}`,
        owner: 'AWS admin',
      };
    case 'credential':
      return {
        say: `Correct ${who} in the profile or on this machine, then run again: ${failed.message}`,
        owner: ENGINEER,
        ...command(failed.command),
      };
    default:
      if (failed.code === 'incomplete-answer') {
        return {
          say: `Look at it in the AWS console, and run again with the newest certify. ${failed.message}`,
          owner: ENGINEER,
        };
      }
      return failed.credential === undefined
        ? { say: 'Run again in a few minutes; when it stays, ask whoever runs that service.' }
        : { say: `Correct ${who} in the profile, then run again.`, owner: ENGINEER };
  }
};

const OF_CREDENTIAL: readonly (string | undefined)[] = ['credential', 'session-ended', 'clock'];

/** Kinds of failure whose act mends every question that met it; a wrong question is mended by itself, and a right by its own statement. */
const WHOLE: readonly (string | undefined)[] = ['party', 'between', 'throttled', 'opt-in'];

/** One Deny, or one place that allows nothing, may keep back every action of a credential; the policy of an endpoint is its service's alone. */
const denyingPlace = (denied: Denied): string | null => {
  const denial = isByAws(denied) ? denialOf(denied.message) : null;
  if (denial === null || denial.policy === 'resource-based policy') return null;
  if (denial.by === 'no-allow' && (denial.policy === null || denial.policy === 'identity-based policy')) return null;
  const service = denial.policy === 'VPC endpoint policy' ? (denied.action ?? '').split(':')[0] : '';
  return `${denial.by} in ${denial.policy ?? 'some policy'} ${denied.credential ?? ''} ${service}`;
};

/** The credential's troubles are its own wherever they are met; the others are of the host. */
const troubleOf = (unseen: Unseen): string | null => {
  if (unseen.state === 'denied') return denyingPlace(unseen);
  if (unseen.state === 'unreachable') return unseen.host === undefined ? null : `unreachable ${unseen.host}`;
  if (unseen.state !== 'failed' || unseen.kind === undefined) return null;
  if (unseen.kind === 'account') return unseen.kind;
  if (OF_CREDENTIAL.includes(unseen.kind)) return `${unseen.kind} ${unseen.credential ?? ''}`;
  return WHOLE.includes(unseen.kind) && unseen.host !== undefined ? `${unseen.kind} ${unseen.host}` : null;
};

/**
 * Whatever failed by the probing credential follows from the check of it, which asks AWS nothing else than who it is; what else kept several
 * from being seen is told once.
 */
export const unseenFollows = (unseen: Unseen): Pick<Judgement, 'follows' | 'trouble'> => {
  const trouble = troubleOf(unseen);
  const ofProbe = unseen.state === 'failed' && unseen.credential === 'probe' && OF_CREDENTIAL.includes(unseen.kind);
  return { ...(ofProbe ? { follows: ['probe-credential'] } : {}), ...(trouble === null ? {} : { trouble }) };
};

const OWN_AUTHORITY: readonly TlsFault[] = ['self-signed', 'incomplete', 'unknown-authority', 'not-trusted'];

/** A host of the platform's, which alone is asked so: its TLS is SquareOS's to mend, unless something on the way speaks for it. */
const tlsAct = (code: string, host: string, message: string): DraftAct => {
  const fault = tlsFaultOf(code) ?? 'handshake';
  const otherwise = OWN_AUTHORITY.includes(fault)
    ? ' Where it is meant to be a private authority’s, name that in `trust.caFile`; where TLS is inspected on the way from here, have the host excepted.'
    : '';
  return { say: `${tlsMend(fault, host)}, then run again: ${message}${otherwise}`, owner: 'SquareOS admin' };
};

/** What has to come about for something to be seen. */
export const unseenAct = (unseen: Unseen): DraftAct => {
  switch (unseen.state) {
    case 'denied':
      return permitAct(unseen);
    case 'unreachable':
      if (unseen.kind === 'alone') return { say: `Run again: ${unseen.message}` };
      if (unseen.kind === 'between') {
        return {
          say: `Have the inspection of TLS between here and ${unseen.host ?? 'the party'} let it through: ${unseen.message}`,
          owner: NETWORK,
        };
      }
      if (unseen.kind === 'tls') return tlsAct(unseen.code, unseen.host ?? 'the host', unseen.message);
      if (unseen.kind === 'proxy') {
        return {
          say: `Have the proxy that HTTPS_PROXY names let ${unseen.host ?? 'the party'} through, correct HTTPS_PROXY (its login, its port), or add the host to NO_PROXY where it is reached without, then run again: ${unseen.message}`,
          owner: NETWORK,
        };
      }
      return {
        say: `Make ${unseen.host ?? 'the party'} reachable from here (name, port, firewall, proxy), then run again.`,
        owner: NETWORK,
      };
    case 'failed':
      return failedAct(unseen);
    case 'absent':
      return { say: 'Create what is missing, then run again.' };
  }
};
