// DNS and mail authentication of one domain, without AWS and without a profile.
import { checks } from '../../checks/index.ts';
import type { RunDocument } from '../../core/record.ts';
import { targetAsked } from '../../profile/asked.ts';
import { givenOfDns } from '../../profile/given.ts';
import { probes } from '../../probes/index.ts';
import { aboutDomain } from '../../run/dns-decision.ts';
import { onlyDns } from '../../run/dns-probes.ts';
import { dnsRunbook, isAboutDns } from '../../run/dns-runbook.ts';
import type { Caller } from '../caller.ts';
import { NO_TENANT_OPTIONS } from '../options.ts';
import type { Setting } from '../setting.ts';
import { lookWaiting } from '../waiting.ts';
import { type DnsOptions, dnsQuestion } from './question.ts';

export interface DnsLookOptions extends DnsOptions {
  /** Milliseconds to look again at what is pending; null: one look. */
  readonly waitMs: number | null;
  readonly failOnWarning: boolean;
  /** Let https resolvers lead to private addresses. */
  readonly allowPrivate: boolean;
}

export interface DnsLook {
  readonly document: RunDocument;
  /** A-labels. */
  readonly domain: string;
}

/** UsageError before anything is asked; nothing is stored. */
export const dns = async (setting: Setting, caller: Caller, options: DnsLookOptions): Promise<DnsLook> => {
  const question = dnsQuestion(options);
  const target = targetAsked({ ...question, given: givenOfDns(setting.env) });
  const look = await lookWaiting(
    setting,
    caller,
    {
      command: 'dns',
      source: { load: async () => target, typed: question.domain },
      tenant: { ...NO_TENANT_OPTIONS, failOnWarning: options.failOnWarning, allowPrivate: options.allowPrivate },
      runbook: dnsRunbook(checks),
      keep: isAboutDns,
      probes: onlyDns(probes),
      evidenceDir: './evidence',
      operator: null,
      signKey: null,
      stores: false,
    },
    options.waitMs,
  );
  return { document: aboutDomain(look), domain: question.domain };
};
