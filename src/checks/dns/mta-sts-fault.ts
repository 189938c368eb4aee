// What is wrong with an MTA-STS policy that was fetched, in the words of the check that owns it.
import type { DraftAct } from '../../core/remedy.ts';
import { addRecord } from '../remedy.ts';
import type { Facts } from '../../facts/index.ts';
import type { PolicyProblem } from '../../mail/mta-sts/policy.ts';
import { certificateWords } from '../../text/tls-fault.ts';

type Fact = Facts['dns.mtaSts'];

export const POLICY_REASONS = {
  'policy-not-served': {
    status: ['warn'],
    says: 'MTA-STS is announced, and its policy cannot be had as RFC 8461 asks, so nobody applies it.',
  },
  'policy-malformed': { status: ['warn'], says: 'The MTA-STS policy cannot be read, so senders discard it.' },
  'policy-without-record': { status: ['warn'], says: 'An MTA-STS policy is served, and no TXT record tells senders of it.' },
  'policy-omits-host': {
    status: ['warn'],
    says: 'A mail host is not named in the MTA-STS policy: while it is enforced, mail to it does not arrive.',
  },
  'policy-short-lived': {
    status: ['warn'],
    says: 'The MTA-STS policy is enforced and forgotten within a day, which an attacker can wait for.',
  },
} as const;

export interface PolicyFault {
  readonly reason: keyof typeof POLICY_REASONS;
  readonly expected: string;
  readonly remedy: readonly DraftAct[];
}

const urlOf = ({ domain }: Fact): string => `https://mta-sts.${domain}/.well-known/mta-sts.txt`;

const quoted = (text: string): string => `“${text}”`;

const PROBLEM: { readonly [K in PolicyProblem['kind']]: (value: string) => string } = {
  'no-version': () => 'it has no line “version: STSv1”',
  'no-mode': () => 'it has no line “mode: …”',
  'no-max-age': () => 'it has no line “max_age: …”',
  'no-mx': () => 'it names no mail host (“mx: …”)',
  version: (value) => `its version is ${quoted(value)} and not “STSv1”`,
  mode: (value) => `its mode is ${quoted(value)}, and must be enforce, testing or none`,
  'max-age': (value) => `its max_age is ${quoted(value)}, and must be seconds from 0 to 31557600`,
  mx: (value) => `${quoted(value)} is no host name, nor “*.” before one`,
  line: (value) => `the line ${quoted(value)} is none of the form “name: value” with a name that the standard spells so`,
};

const problemText = (problem: PolicyProblem): string => PROBLEM[problem.kind]('value' in problem ? problem.value : '');

/** Who answers so has trouble of its own for the moment, which says nothing of the policy. */
const isTrouble = ({ answer }: Fact): boolean => answer.kind === 'answered' && (answer.status >= 500 || answer.status === 429);

/** Why the policy is not had; null when it is, or when that cannot be told from here. */
const notServed = (fact: Fact): string | null => {
  const { answer, domain } = fact;
  const host = `mta-sts.${domain}`;
  switch (answer.kind) {
    case 'certificate':
      return `the certificate of ${host} ${certificateWords(answer.code) ?? `is not vouched for by a public authority (${answer.code})`}`;
    case 'too-large':
      return 'it is longer than 64 KB';
    case 'not-public':
      return `${host} leads to an address that is not public`;
    case 'unreachable':
      return answer.code === 'ENOTFOUND' ? `${host} does not exist` : null;
    case 'answered':
      if (answer.status >= 300 && answer.status < 400)
        return `${host} answers with a redirect (HTTP ${answer.status}), which senders do not follow`;
      if (answer.status !== 200 && !isTrouble(fact)) return `${host} answers HTTP ${answer.status}`;
      return null;
  }
};

const ANEW = 'Then give the TXT record a new id, or senders keep what they have.';

/** The policy as a file; only of names that can be nothing else in a shell. */
const policyCommand = (hosts: readonly string[], mode: string, maxAge: number): Pick<DraftAct, 'command'> => {
  const plain = hosts.filter((host) => /^[a-z0-9.-]+$/i.test(host));
  if (plain.length === 0 || plain.length < hosts.length) return {};
  const lines = ['version: STSv1', `mode: ${mode}`, ...plain.map((host) => `mx: ${host}`), `max_age: ${maxAge}`];
  return { command: `printf '%s\\r\\n' ${lines.map((line) => `'${line}'`).join(' ')} > mta-sts.txt` };
};

const WEEK = 604_800;
const DAY = 86_400;

const recordFault = (fact: Fact, why: string): PolicyFault => ({
  reason: 'policy-not-served',
  expected: `${urlOf(fact)} gives the policy: HTTP 200, no redirect, a public certificate for mta-sts.${fact.domain}.`,
  remedy: [
    {
      say: `Serve the MTA-STS policy at ${urlOf(fact)}, or remove the TXT record _mta-sts.${fact.domain}: ${why}. It is a file such as this one makes; begin with mode testing.`,
      ...policyCommand(fact.hosts ?? [], 'testing', WEEK),
    },
  ],
});

const malformed = (fact: Fact): PolicyFault => ({
  reason: 'policy-malformed',
  expected: 'Lines “version: STSv1”, “mode: …”, “max_age: …” and “mx: …” for every mail host.',
  remedy: [
    {
      say: `Rewrite the policy at ${urlOf(fact)}: ${fact.problems.slice(0, 3).map(problemText).join('; ')}. ${ANEW}`,
      ...policyCommand(fact.hosts ?? [], 'testing', WEEK),
    },
  ],
});

const omits = (fact: Fact, policy: NonNullable<Fact['policy']>): PolicyFault => {
  const lost =
    policy.mode === 'enforce' ? 'senders that honour it do not deliver there' : 'mail would not arrive there once it is enforced';
  return {
    reason: 'policy-omits-host',
    expected: 'Every MX host is named by a line “mx: …”; “*.” stands for exactly one label.',
    remedy: [
      {
        say: `Name ${fact.unlisted.join(', ')} in the policy at ${urlOf(fact)}, or take ${fact.unlisted.length === 1 ? 'it' : 'them'} out of the MX: ${lost}. ${ANEW}`,
        ...policyCommand(fact.hosts ?? [], policy.mode, policy.maxAge),
      },
    ],
  };
};

const shortLived = (fact: Fact, { maxAge }: NonNullable<Fact['policy']>): PolicyFault => ({
  reason: 'policy-short-lived',
  expected: 'A max_age of weeks (RFC 8461 §3.2).',
  remedy: [
    {
      say: `Raise max_age in the policy at ${urlOf(fact)} to a week or more: it is ${maxAge} seconds, and whoever keeps a sender from the policy for so long is rid of it. ${ANEW}`,
      ...policyCommand(fact.hosts ?? [], 'enforce', WEEK),
    },
  ],
});

const unannounced = (fact: Fact): PolicyFault => ({
  reason: 'policy-without-record',
  expected: `A TXT record at _mta-sts.${fact.domain}.`,
  remedy: [
    {
      say: `Publish the TXT record that tells senders of the policy at ${urlOf(fact)}, or take the policy away: without the record nobody looks. Its id is up to you and changes with the policy.`,
      records: [addRecord(`_mta-sts.${fact.domain}`, 'TXT', 'v=STSv1; id=1', null)],
    },
  ],
});

/** null: it is in order, or was not seen. */
export const policyFault = (fact: Fact): PolicyFault | null => {
  const { policy } = fact;
  // Whatever else answers under that name without a record, such as a wildcard's web server, was not meant as a policy.
  if (fact.id === null) return policy === null ? null : unannounced(fact);
  const why = notServed(fact);
  if (why !== null) return recordFault(fact, why);
  if (fact.answer.kind === 'unreachable' || isTrouble(fact)) return null;
  if (policy === null) return malformed(fact);
  if (policy.mode !== 'none' && fact.unlisted.length > 0) return omits(fact, policy);
  const type = fact.answer.kind === 'answered' ? fact.answer.mediaType : null;
  if (type !== 'text/plain')
    return recordFault(fact, `it comes as ${type ?? 'no content type'}, and senders may insist on text/plain`);
  return policy.mode === 'enforce' && policy.maxAge < DAY ? shortLived(fact, policy) : null;
};

/** What to do where nothing can be said of the policy from here, and why; null when it was seen. */
export const policyUnseen = (fact: Fact): string | null => {
  const { id, answer, domain } = fact;
  if (id === null) return null;
  if (answer.kind === 'answered' && isTrouble(fact)) {
    return `Ask again later, and when it stays have the web server of mta-sts.${domain} looked at: it answers HTTP ${answer.status}, which says nothing of the policy.`;
  }
  return answer.kind === 'unreachable' && answer.code !== 'ENOTFOUND'
    ? `Ask again from a place that may reach port 443 outward: mta-sts.${domain} could not be reached (${answer.code}), which says nothing of the policy.`
    : null;
};
