// Published keys: every selector that the profile names has one key that receivers can use.
import type { Judgement } from '../../core/finding.ts';
import { selectorState } from '../../mail/dkim/selector.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { defineCheck } from '../check.ts';

const STATUS = { fail: 'fail', unseen: 'inconclusive', warn: 'warn', ok: 'pass' } as const;

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
  needs: ['dns.dkimKeys'],
  evaluate(facts): Judgement {
    const seen = facts['dns.dkimKeys'];
    const { control, domain } = seen.value;
    if (seen.value.records.length === 0) {
      return {
        status: 'warn',
        reason: 'selector-not-declared',
        observed: { domain, byodkim: seen.value.byodkim },
        expected: 'The selector of the key that SES signs with is known, so that its record can be looked at.',
        fix: `Name the BYODKIM selector of ${domain} in squareos.sender.dkimSelectors; SES shows it under Identities / ${domain} / Authentication.`,
        owner: 'implementation engineer',
      };
    }
    const all = seen.value.records.map((record) => ({ record, ...selectorState(record, control) }));
    const worst = (['fail', 'unseen', 'warn', 'ok'] as const).find((level) => all.some((one) => one.level === level)) ?? 'ok';
    const told = all.filter((one) => one.level === worst);
    const observed = {
      records: all.map(({ record, reason }) => ({
        name: record.name,
        state: reason,
        cname: record.cname.values[0] ?? null,
        bits: record.parsedKey?.bits ?? null,
      })),
      wildcard: control.outcome === 'found',
    };
    if (worst === 'ok') return { status: 'pass', reason: 'ok', observed };
    const partly = told.length < all.length ? 'partly-observed' : 'cannot-judge';
    const reason = worst === 'unseen' ? partly : (told[0]?.reason ?? worst);
    const detail = isAnswer(told[0]?.record.key.outcome ?? 'found') ? null : (told[0]?.record.key.detail ?? null);
    return {
      status: STATUS[worst],
      reason,
      observed: { ...observed, detail },
      expected: `One DKIM key record at each of ${all.map(({ record }) => record.name).join(', ')}.`,
      fix: told.map((one) => one.advice).join('\n'),
    };
  },
});
