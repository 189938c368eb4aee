// Evaluates SPF against a zone: `ip` and `from` are all that a case must say.
import { evaluateSpf, type SpfEvaluation } from '../../src/mail/spf/evaluate.ts';
import type { SpfLookup } from '../../src/mail/spf/check.ts';
import { fakeDns, type Zone } from './dns-zone.ts';

export const spfLookup = (zone: Zone): SpfLookup => {
  const dns = fakeDns(zone);
  return async (name, type) => {
    const answer = await dns.ask(name, type);
    return { outcome: answer.outcome, values: answer.records.map((record) => record.data) };
  };
};

export const spfOf = (
  zone: Zone,
  question: { readonly ip?: string; readonly from?: string; readonly helo?: string; readonly timestamp?: number },
): Promise<SpfEvaluation> =>
  evaluateSpf({
    ip: question.ip ?? '192.0.2.1',
    sender: question.from ?? 'user@example.com',
    helo: question.helo ?? 'mail.example.com',
    lookup: spfLookup(zone),
    receiver: 'mx.receiver.example',
    ...(question.timestamp === undefined ? {} : { timestamp: question.timestamp }),
  });
