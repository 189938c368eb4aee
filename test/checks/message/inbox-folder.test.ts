import { describe, expect, it } from 'vitest';
import { inboxFolder } from '../../../src/checks/message/inbox-folder.ts';
import { ARRIVED, inbox } from './inbox.ts';
import { toldBy } from '../told-by.ts';

describe('inbox-folder', () => {
  it.each([
    ['ok', 'pass', 'inbox'],
    ['named-folder', 'pass', 'named'],
    ['in-junk', 'warn', 'junk'],
    ['not-in-inbox', 'warn', 'archive'],
    ['not-arrived', 'inconclusive', null],
  ] as const)('%s: %s', (reason, status, role) => {
    const fact = inbox({ arrived: role === null ? null : { ...ARRIVED, role } });
    expect(toldBy(inboxFolder, inboxFolder.evaluate({ 'live.inbox': fact }))).toMatchObject({ reason, status });
  });
});
