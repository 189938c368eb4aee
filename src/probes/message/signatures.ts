// Verifies the signatures of the message again, with the keys that DNS holds now.
import { NotAsked } from '../../core/probe.ts';
import type { DnsAnswer, DnsPort } from '../../core/ports/dns.ts';
import type { ExpectedMessage, VerifiedChain, VerifiedSignature } from '../../core/ports/message.ts';
import type { Facts } from '../../facts/index.ts';
import { parseDkimKey } from '../../mail/dkim/key.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { signatureState } from '../../mail/message/signature.ts';
import { sameName } from '../../text/domain-name.ts';
import { lookupOf } from '../dns/lookup.ts';
import { defineProbe } from '../probe.ts';
import { messageOf } from './message.ts';

type Fact = Facts['message.signatures'];

const keyName = ({ domain, selector }: { readonly domain: string; readonly selector: string }): string =>
  `${selector}._domainkey.${domain}`;

const declaredIn = ({ domain, selector }: VerifiedSignature, expected: ExpectedMessage | null): boolean | null =>
  expected === null || expected.dkim === null
    ? null
    : expected.dkim.some((one) => sameName(one.domain, domain) && sameName(one.selector, selector));

/** Pure: what a verified signature and its key come to. `now`: to tell what has expired since. */
export const signatureFact = (
  verified: VerifiedSignature,
  answer: DnsAnswer,
  { expected, now }: { readonly expected: ExpectedMessage | null; readonly now: Date },
): Fact['signatures'][number] => {
  const { result: _, comment, bodyIntact: __, identityDomain: ___, ...told } = verified;
  const text = answer.records[0]?.data;
  const parsedKey = text === undefined ? null : parseDkimKey(text);
  const state = signatureState(verified, { outcome: answer.outcome, key: parsedKey });
  return {
    ...told,
    state,
    detail: state === 'valid' ? null : (verified.malformed ?? comment),
    expiredSince: state === 'valid' && told.expiresAt !== null && Date.parse(told.expiresAt) < now.getTime(),
    key: lookupOf(answer),
    parsedKey,
    declared: declaredIn(verified, expected),
  };
};

/** A chain that fails for want of an answer is not broken. */
const chainFact = async (dns: DnsPort, chain: VerifiedChain): Promise<Fact['chain']> => {
  const { result, instances, seals, comment } = chain;
  const told = { result, instances, seals, detail: comment };
  if (result !== 'fail') return told;
  const answers = await Promise.all(seals.map((seal) => dns.ask(keyName(seal), 'TXT')));
  return answers.every(({ outcome }) => isAnswer(outcome)) ? told : { ...told, result: 'unseen' };
};

export const messageSignaturesProbe = defineProbe({
  key: 'message.signatures',
  needs: ['message.header', 'message.trace'],
  permissions: [],
  async ask(reads, facts) {
    const open = messageOf(reads);
    if (open instanceof NotAsked) return open;
    const { dns, clock } = reads;
    const { port } = open;
    const now = clock.now();
    const { receivedAt } = facts['message.trace'].value;
    // A signature must be valid when the message is received; nobody receives in the future.
    const at = receivedAt === null || Date.parse(receivedAt) > now.getTime() ? now : new Date(receivedAt);
    const near = facts['message.header'].value.from[0]?.domain ?? null;
    const verified = await port.verify({ near, keyOf: (name) => dns.ask(name, 'TXT'), at });
    const answers = await Promise.all(verified.signatures.map((one) => dns.ask(keyName(one), 'TXT')));
    return {
      signatures: verified.signatures.flatMap((one, n) => {
        const answer = answers[n];
        return answer === undefined ? [] : [signatureFact(one, answer, { expected: port.expected, now })];
      }),
      declared: port.expected?.dkim?.length ?? null,
      more: verified.more,
      chain: await chainFact(dns, verified.chain),
      refused: verified.refused,
      at: at.toISOString(),
    };
  },
});
