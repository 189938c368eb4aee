// The receiver took the message over TLS from outside.
import type { Judgement } from '../../core/finding.ts';
import type { Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';

const reasons = {
  'in-the-clear': { status: ['warn'], says: 'The receiver took the message without TLS.' },
  'old-version': { status: ['warn'], says: 'The receiver took the message over TLS 1.0, 1.1 or SSL (RFC 8996).' },
  'not-told': { status: ['inconclusive'], says: 'No Received of the receiver says whether it took the message over TLS.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | 'ok'>;

export const inboxTls = defineCheck({
  id: 'inbox-tls',
  title: 'The receiver took the message over TLS',
  severity: 'warning',
  why: 'Without TLS everybody on the way can read the invoice, and change it; Gmail marks such a message with a red padlock.',
  owner: 'mail provider admin',
  references: ['RFC 3207', 'RFC 3848', 'RFC 8996'],
  reasons,
  clauses: {
    'RFC 3207 §1': ['in-the-clear'],
    'RFC 8996 §1': ['old-version'],
    'RFC 3848 §1': ['not-told'],
  },
  needs: ['message.trace'],
  evaluate(facts): Told {
    const { border, receiver } = facts['message.trace'].value;
    const base = {
      observed: {
        by: border?.by ?? receiver,
        client: border?.ip ?? null,
        protocol: border?.protocol ?? null,
        tls: border?.tls ?? null,
        version: border?.tlsVersion ?? null,
      },
      expected: 'TLS 1.2 or later on the last hop from outside.',
    };
    if (border === null || border.tls === null) {
      const say =
        'Look at the message in a mailbox whose receiver writes it into Received, or at the relay’s log: this one does not tell.';
      return { ...base, status: 'inconclusive', reason: 'not-told', remedy: [{ say, owner: 'support' }] };
    }
    if (!border.tls) {
      const say = `Have the provider require TLS to receivers that offer it (SES: TlsPolicy REQUIRE in the configuration set): ${border.by ?? 'the receiver'} took this message in the clear from ${border.ip ?? 'its client'}.`;
      return { ...base, status: 'warn', reason: 'in-the-clear', remedy: [{ say }] };
    }
    if (border.tlsVersion !== null && /^SSL|1\.[01]$/.test(border.tlsVersion)) {
      const say = `Have the sending host offer TLS 1.2 or later: it used ${border.tlsVersion}.`;
      return { ...base, status: 'warn', reason: 'old-version', remedy: [{ say }] };
    }
    return { ...base, status: 'pass', reason: 'ok' };
  },
});
