// certify lab up --write-profile FILE
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { listScenarios, startLab, type RunningLab } from '../../lab/lab.ts';
import type { Invocation, Run } from '../command.ts';
import { readScenario } from '../lab-source.ts';

const text = (invocation: Invocation, name: string): string | null => {
  const value = invocation.flags[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** Where an AWS client, `dig` or an SMTP client of one's own finds the lab. */
const described = (lab: RunningLab, profile: string): string => {
  const { endpoints } = lab;
  const command = lab.scenario.provider.toLowerCase();
  return [
    `The lab is up: ${lab.scenario.title}`,
    '',
    ...(endpoints.aws === null ? [] : [`  AWS       ${endpoints.aws}`]),
    `  DNS       ${endpoints.dns.recursive} (recursive), ${endpoints.dns.authoritative} (authoritative)`,
    ...(endpoints.smtp === null
      ? []
      : [`  SMTP      127.0.0.1:${endpoints.smtp.port} (STARTTLS), 127.0.0.1:${endpoints.smtp.tlsPort} (TLS)`]),
    `  Callback  ${endpoints.callback}`,
    `  SquareOS  ${endpoints.squareos}`,
    '',
    `In another terminal: certify ${command} ${profile}`,
    'Ctrl-C ends the lab.',
    '',
  ].join('\n');
};

const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });

export const run: Run = async (invocation) => {
  const profile = text(invocation, 'writeProfile');
  if (profile === null) {
    throw new UsageError({
      code: 'write-profile-missing',
      message: 'The lab writes the profile to certify it with, and was not told where.',
      fix: `Run: certify lab up --write-profile lab.yaml [--scenario NAME]. Scenarios: ${listScenarios(invocation.root).join(', ')}.`,
    });
  }
  const given = text(invocation, 'state');
  const stateDir = given === null ? await mkdtemp(join(tmpdir(), 'certify-lab-')) : resolve(given);
  const scenario = readScenario(() => text(invocation, 'scenario') ?? 'healthy-ses');
  const lab = await startLab({ scenario, stateDir, root: invocation.root });
  try {
    lab.writeProfile(resolve(profile));
    if (invocation.flags['json'] === true) {
      invocation.io.out(
        `${JSON.stringify({ schema: 'certify.lab/1', scenario: lab.scenario.name, profile, endpoints: lab.endpoints })}\n`,
      );
    } else invocation.io.out(described(lab, profile));
    await untilStopped(invocation.signal);
    return 0;
  } finally {
    await lab.stop();
    if (given === null) await rm(stateDir, { recursive: true, force: true });
  }
};
