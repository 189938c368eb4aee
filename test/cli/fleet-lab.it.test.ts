// The lab's own fleet: each kind of trouble that it is made with is found, and nothing else.
import { afterAll, expect, it } from 'vitest';
import { certify, temporary } from './certify.ts';

const home = temporary();
afterAll(() => home[Symbol.dispose]());

it('is found as it was made, and says on its first night what is not in order', async () => {
  const { stdout, stderr, exitCode } = await certify(['fleet', 'check', '--lab', '--tenants', '9'], { cwd: home.path });
  expect(stderr).toContain('Exactly this was found.');
  expect(stderr).toContain('1 suspended, 1 credential expired, 1 slow');
  expect(stdout).toMatch(/: 2 of 9 tenants are not in order \(there is no night to compare with\)\./);
  expect(stdout).toContain('Correct the probing credential (aws.probe)');
  expect(exitCode).toBe(1);
}, 60_000);
