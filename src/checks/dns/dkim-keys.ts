// Published keys: every selector that the profile names has one key that receivers can use.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { fatalKeyProblem, isDoubtful, parseDkimKey } from '../../mail/dkim/key.ts';
import { routeState } from '../../mail/dns/mail-hosts.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { defineCheck } from '../check.ts';
import { clauses, reasons as states, selectorState } from './dkim-key-state.ts';
import { profileField } from '../remedy.ts';
import { besideServers, STALE } from './caches.ts';
import { askAgain, firstUnanswered } from './unanswered.ts';
import { ofSender } from './of-sender.ts';

type Fact = Facts['dns.dkimKeys'];

const reasons = { ...states, ...STALE } as const satisfies Reasons;
type Told = Judgement<keyof typeof reasons | EngineReason>;

/** An alias leads to whoever signs, and holds no key of its own. */
const isPublished = (values: readonly string[]): boolean =>
  values.length === 1 && values.every((one) => one.startsWith('CNAME ') || fatalKeyProblem(parseDkimKey(one)) === null);

/** Nor anything that receivers only doubt, such as t=y or 1024 bits. */
const isSound = (values: readonly string[]): boolean =>
  isPublished(values) && values.every((one) => one.startsWith('CNAME ') || !parseDkimKey(one).problems.some(isDoubtful));

/** Behind a CNAME the record is the provider’s. */
const PROVIDER = 'mail provider admin';

const STATUS = { fail: 'fail', unseen: 'inconclusive', warn: 'warn', ok: 'pass' } as const;

/** The domain that is signed as does not exist: that is the fault, told where answers are looked at. */
const isNoDomain = (domain: string, told: Observation<Facts['dns.mailDomains']>): boolean =>
  told.state === 'observed' &&
  told.value.domains.some((one) => one.domain === domain && routeState(one).state === 'no-such-domain');

const notDeclared = ({ domain, byodkim }: Fact): Told => ({
  status: 'warn',
  reason: 'selector-not-declared',
  observed: { domain, byodkim },
  expected: 'The selector of the key that SES signs with is known, so that its record can be looked at.',
  remedy: [
    profileField(
      `Name ${domain} with its BYODKIM selector in squareos.sender.dkim; SES shows it under Identities / ${domain} / Authentication.`,
      'squareos.sender.dkim',
      null,
    ),
  ],
  owner: 'implementation engineer',
});

/** SES signs with RSA alone (SES Developer Guide, BYODKIM); a signature of Ed25519 stands beside one of RSA (RFC 8463 §6). */
const onlyEdwards = (fact: Fact, observed: NonNullable<Told['observed']>): Told => ({
  status: fact.byodkim ? 'fail' : 'warn',
  reason: 'only-ed25519',
  observed,
  expected: 'A key of the type that mail is signed with, RSA of 2048 bits.',
  remedy: [
    {
      say: fact.byodkim
        ? `Publish the RSA key that SES signs with: the only key named for ${fact.domain} is of Ed25519, which SES does not use.`
        : 'Have the mail provider sign with RSA of 2048 bits too, and name that selector: many receivers do not verify Ed25519.',
    },
  ],
});

export const dkimKeys = defineCheck({
  id: 'dkim-keys',
  title: 'Every DKIM selector has one usable key in DNS',
  severity: 'blocker',
  why: 'A signature whose key cannot be read counts as none, and with it DMARC’s best proof is gone.',
  owner: 'DNS admin',
  references: [
    'RFC 6376 §3.6.1',
    'RFC 8301 §3',
    'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html',
  ],
  reasons: ofSender(reasons),
  clauses,
  needs: ['dns.dkimKeys'],
  uses: ['dns.mailDomains', 'dns.whereSeen', 'run.clock'],
  evaluate(facts): Told {
    const fact = facts['dns.dkimKeys'].value;
    if (fact.records.length === 0) return notDeclared(fact);
    const all = fact.records.map((record) => ({ record, ...selectorState(record) }));
    const worst = (['fail', 'unseen', 'warn', 'ok'] as const).find((level) => all.some((one) => one.level === level)) ?? 'ok';
    const told = all.filter((one) => one.level === worst);
    const observed = {
      records: all.map(({ record, reason }) => ({
        name: record.name,
        domain: record.domain,
        state: reason,
        cname: record.cname.values[0] ?? null,
        bits: record.parsedKey?.bits ?? null,
      })),
      wildcard: all.some(({ record }) => record.wildcard?.outcome === 'found'),
    };
    const [first] = told;
    if (worst === 'ok' && fact.records.every(({ parsedKey }) => parsedKey?.keyType === 'ed25519'))
      return onlyEdwards(fact, observed);
    if (worst === 'ok' || first === undefined) return { status: 'pass', reason: 'ok', observed };
    const names = told.map(({ record }) => record.name);
    const expected = `One DKIM key record at each of ${all.map(({ record }) => record.name).join(', ')}.`;
    const right = worst === 'warn' ? isSound : isPublished;
    const published = names.map((name) => ({ name, type: 'TXT' as const, right }));
    const partly = told.length < all.length ? 'partly-observed' : 'cannot-judge';
    const detail = isAnswer(first.record.key.outcome) ? null : first.record.key.detail;
    const judged: Told = {
      status: STATUS[worst],
      reason: first.reason === 'unseen' ? partly : first.reason,
      observed: { ...observed, detail },
      expected,
      ...(worst === 'unseen'
        ? askAgain(
            `the keys at ${names.join(', ')}`,
            firstUnanswered(told.map(({ record }) => record.key.outcome)),
            names.map((name) => `${name} TXT`),
          )
        : { remedy: told.flatMap(({ act }) => act ?? []) }),
      ...(told.every(({ act }) => act?.owner === PROVIDER) ? { owner: PROVIDER } : {}),
      ...(told.every(
        ({ record, reason }) =>
          (reason === 'missing' || reason === 'other-name') && isNoDomain(record.domain, facts['dns.mailDomains']),
      )
        ? { follows: ['sender-domain-receives'] }
        : {}),
    };
    return worst === 'unseen' ? judged : besideServers(facts, published, judged);
  },
});
