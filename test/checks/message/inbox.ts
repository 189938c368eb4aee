// The mailbox as the checks of it see it.
import type { Facts } from '../../../src/facts/index.ts';

type Inbox = Facts['live.inbox'];

export const ARRIVED: NonNullable<Inbox['arrived']> = {
  folder: 'INBOX',
  role: 'inbox',
  bytes: 1200,
  storedAt: '2026-11-26T12:00:00.000Z',
  complete: true,
};

export const inbox = (
  given: Partial<Inbox>,
): { readonly state: 'observed'; readonly value: Inbox; readonly at: string; readonly durationMs: number } => ({
  state: 'observed',
  at: '2026-11-26T12:00:00.000Z',
  durationMs: 1,
  value: {
    host: 'imap.example.com',
    port: 993,
    secure: true,
    login: 'password',
    folders: [],
    named: [],
    missing: [],
    trouble: null,
    waitedMs: 5,
    timedOut: false,
    delivered: true,
    arrived: null,
    ...given,
  },
});
