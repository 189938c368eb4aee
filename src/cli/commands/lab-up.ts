// certify lab up --write-profile FILE
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { listScenarios, startLab, type RunningLab } from '../../lab/lab.ts';
import { loadScenario } from '../../lab/scenario/scenario.ts';
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
    '',
  ].join('\n');
};

const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });

/** `lab.yaml` for the first world, `lab-smtp.yaml` for the second. */
const profileFor = (given: string, scenario: string, first: boolean): string =>
  first ? given : given.replace(/(\.[^./]*)?$/, (extension) => `-${scenario.replace('healthy-', '')}${extension}`);

interface Up {
  readonly lab: RunningLab;
  readonly profile: string;
}

/** Every world is a lab of its own: SES and SMTP side by side unless one scenario was asked for. */
const startAll = async (invocation: Invocation, given: string, stateDir: string, up: Up[]): Promise<void> => {
  const named = text(invocation, 'scenario');
  const scenarios = named === null ? ['healthy-ses', 'healthy-smtp'] : [named];
  for (const [index, name] of scenarios.entries()) {
    const scenario = readScenario({ loadScenario, listScenarios }, invocation.root, name);
    const lab = await startLab({ scenario, stateDir: join(stateDir, name), root: invocation.root });
    const profile = profileFor(given, name, index === 0);
    up.push({ lab, profile });
    lab.writeProfile(resolve(profile));
  }
};

export const run: Run = async (invocation) => {
  const given = text(invocation, 'writeProfile');
  if (given === null) {
    throw new UsageError({
      code: 'write-profile-missing',
      message: 'The lab writes the profile to certify it with, and was not told where.',
      fix: `Run: certify lab up --write-profile lab.yaml [--scenario NAME]. Scenarios: ${listScenarios(invocation.root).join(', ')}.`,
    });
  }
  const state = text(invocation, 'state');
  const stateDir = state === null ? await mkdtemp(join(tmpdir(), 'certify-lab-')) : resolve(state);
  const up: Up[] = [];
  try {
    await startAll(invocation, given, stateDir, up);
    if (invocation.flags['json'] === true) {
      const labs = up.map(({ lab, profile }) => ({ scenario: lab.scenario.name, profile, endpoints: lab.endpoints }));
      invocation.io.out(`${JSON.stringify({ schema: 'certify.lab/1', labs })}\n`);
    } else invocation.io.out(`${up.map(({ lab, profile }) => described(lab, profile)).join('\n')}Ctrl-C ends the lab.\n`);
    await untilStopped(invocation.signal);
    return 0;
  } finally {
    for (const { lab } of up) await lab.stop();
    if (state === null) await rm(stateDir, { recursive: true, force: true });
  }
};
