// Each fault of the surroundings is told with its place and the act; what is no such fault passes unchanged.
import { describe, expect, it } from 'vitest';
import { laterFault } from '../../src/app/later-fault.ts';
import { receiverFault } from '../../src/app/receiver/start-fault.ts';
import { systemFault } from '../../src/app/system-fault.ts';
import { AbortError, UsageError } from '../../src/core/errors.ts';
import { StoreDown } from '../../src/store/store.ts';

const system = (message: string, more: object): Error => Object.assign(new Error(message), more);
const PLACES = { listen: '127.0.0.1:80', field: 'listen', store: '/data/ledger.db' };
const sqlite = (message: string): Error => system(message, { code: 'ERR_SQLITE_ERROR' });

describe('faults of the surroundings', () => {
  it.each([
    [system('listen EADDRINUSE', { code: 'EADDRINUSE', syscall: 'listen', address: '127.0.0.1', port: 8025 }), '127.0.0.1:8025'],
    [system('ENOSPC', { code: 'ENOSPC', syscall: 'write', path: '/data/x' }), '/data/x: the disk is full'],
    [system('EROFS', { code: 'EROFS', syscall: 'mkdir', path: '/data/x' }), 'Cannot write /data/x: the file system is read-only'],
    [system('EACCES', { code: 'EACCES', syscall: 'open', path: '/data/x' }), '/data/x: permission is denied'],
    [new StoreDown(null), 'did not take the write'],
  ])('tells %s as a usage error with its place', (error, says) => {
    const told = systemFault(error);
    expect(told).toBeInstanceOf(UsageError);
    expect(told?.message).toContain(says);
  });

  it.each([
    [system('listen EADDRINUSE', { code: 'EADDRINUSE', syscall: 'listen' }), '127.0.0.1:80'],
    [system('listen EACCES', { code: 'EACCES', syscall: 'listen' }), 'may not listen'],
    [sqlite('unable to open database file'), '/data/ledger.db: it cannot be opened'],
    [sqlite('attempt to write a readonly database'), 'it is read-only'],
    [sqlite('file is not a database'), 'no whole SQLite database'],
    [sqlite('database disk image is malformed'), 'no whole SQLite database'],
    [sqlite('database is locked'), 'locked'],
    [new StoreDown(sqlite('database or disk is full')), 'the disk is full'],
  ])('tells a receiver that cannot start because of %s', (error, says) => {
    const told = receiverFault(error, PLACES);
    expect(told).toBeInstanceOf(UsageError);
    expect((told as UsageError).message).toContain(says);
  });

  it('names no database URL when PostgreSQL does not answer', () => {
    const refused = system('connect ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'connect' });
    const told = receiverFault(new StoreDown(refused), { ...PLACES, store: null }) as UsageError;
    expect(told.message).toBe('The PostgreSQL database of store.postgres does not answer as it should (ECONNREFUSED).');
  });

  it('is exit 4 with the command to go on with, once something was asked', () => {
    const full = new UsageError({ code: 'file-enospc', message: 'Cannot write x: the disk is full.', fix: 'Free some space.' });
    const told = laterFault(full, 'certify ses gym.yaml --resume') as AbortError;
    expect([told.exitCode, told.fix]).toEqual([4, 'Free some space. Then go on with: `certify ses gym.yaml --resume`']);
  });

  it('leaves a bug a bug', () => {
    const bug = new TypeError('x is undefined');
    expect([systemFault(bug), receiverFault(bug, PLACES), laterFault(bug, null)]).toEqual([null, bug, bug]);
  });
});
