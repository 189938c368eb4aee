import { expect, it } from 'vitest';
import type { DnsOutcome } from '../../../src/core/ports/dns.ts';
import { domainState } from '../../../src/mail/dns/domain-state.ts';

it.each<[readonly DnsOutcome[], string]>([
  [['found', 'found'], 'exists'],
  [['nodata', 'timeout'], 'exists'],
  [['loop', 'loop'], 'exists'],
  [['nxdomain', 'nxdomain'], 'no-such-domain'],
  [['nxdomain', 'servfail'], 'no-such-domain'],
  [['servfail', 'servfail'], 'no-answer'],
  [['timeout', 'servfail'], 'no-answer'],
  [['timeout', 'unreachable'], 'no-resolver'],
  [[], 'exists'],
])('%j is %s', (outcomes, state) => expect(domainState(outcomes)).toBe(state));
