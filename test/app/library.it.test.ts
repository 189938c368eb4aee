// The package as a program imports it: its one entry, its types, and looks at several tenants in one process.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT, temporary } from '../cli/certify.ts';

let home: ReturnType<typeof temporary>;

beforeAll(() => {
  home = temporary();
  mkdirSync(join(home.path, 'node_modules', '@squareos'), { recursive: true });
  symlinkSync(ROOT, join(home.path, 'node_modules', '@squareos', 'certify'), 'dir');
  writeFileSync(join(home.path, 'package.json'), '{"type":"module"}');
});
afterAll(() => home[Symbol.dispose]());

const PROGRAM = `
import { AbortError, look, openSetting, silentCaller, UsageError } from '@squareos/certify';
const setting = openSetting({ version: '9.9.9' });
const lab = { lab: true, evidenceDir: 'evidence' };
const seen = await look(setting, { ...lab, scenario: 'healthy-ses' });
const kept = await look(setting, { ...lab, scenario: 'ses-dkim-one-missing', operator: 'fleet' });
const refused = await look(setting, { profile: 'nope.yaml' }).catch((error) => error);
const stopped = await look(setting, lab, silentCaller(AbortSignal.timeout(1))).catch((error) => error);
console.log(JSON.stringify({
  stopped: [stopped instanceof AbortError, stopped.code, stopped.exitCode],
  seen: [seen.decision.outcome, seen.run.certify],
  kept: [kept.decision.outcome, kept.evidence?.path ?? null],
  refused: [refused instanceof UsageError, refused.code],
  exitCode: process.exitCode ?? null,
}));
`;

it('looks at one tenant after the other, returns documents, throws refusals, and leaves the process alone', () => {
  const file = join(home.path, 'program.mjs');
  writeFileSync(file, PROGRAM);
  const said = execFileSync(process.execPath, [file], { cwd: home.path, encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  expect(JSON.parse(said)).toMatchObject({
    stopped: [true, 'interrupted', 130],
    seen: ['READY', '9.9.9'],
    kept: ['NOT_CERTIFIED', expect.stringMatching(/^evidence\/.*-ses-/)],
    refused: [true, 'profile-not-found'],
    exitCode: null,
  });
});

const TYPED = `
import { certify, dns, look, message, openSetting, type EvidenceRecord, type RunDocument, type Setting } from '@squareos/certify';
const setting: Setting = openSetting({ version: '1', env: process.env });
export const document: RunDocument = await look(setting, { profile: 'gym.yaml', tenant: { set: ['tenant=a'] } });
// Without a record where a question about the message stands open.
export const record: EvidenceRecord | RunDocument = await certify(setting, { provider: 'SES', profile: 'gym.yaml', operator: 'me' });
export const outcome: string = (await dns(setting, { domain: 'example.com' })).document.decision.outcome;
export const received: string = (await message(setting, { file: 'invoice.eml' })).document.decision.outcome;
// @ts-expect-error a run says of which provider
await certify(setting, { profile: 'gym.yaml' });
// @ts-expect-error an outcome is a text
export const wrong: number = document.decision.outcome;
`;

it('carries its types', () => {
  writeFileSync(join(home.path, 'typed.mts'), TYPED);
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
  const types = ['--typeRoots', join(ROOT, 'node_modules', '@types'), '--types', 'node'];
  const run = () =>
    execFileSync(process.execPath, [tsc, ...flags, ...types, 'typed.mts'], { cwd: home.path, encoding: 'utf8', stdio: 'pipe' });
  expect(run()).toBe('');
});
