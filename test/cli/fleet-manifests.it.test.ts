// The files of docs/ that run a fleet on many machines: each is valid by the rules of whoever reads it, and its commands are run as they
// are written, against the lab. Real processes and a real PostgreSQL, because a shell and several machines read these files.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { Ajv } from 'ajv';
import { CronJob } from 'kubernetes-models/batch/v1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type RunningFleet, startLabFleet } from '../../src/lab/fleet/world.ts';
import { type Server as Postgres, startPostgres } from '../receiver/databases.ts';
import { ROOT } from './certify.ts';

const textOf = (name: string): string => readFileSync(join(ROOT, 'docs', name), 'utf8');

interface Container {
  readonly command: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

interface CronJobFile {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly jobTemplate: {
      readonly spec: {
        readonly completions?: number;
        readonly template: { readonly spec: { readonly containers: readonly Container[] } };
      };
    };
  };
}

const cronJobs = parseAllDocuments(textOf('fleet-kubernetes.yaml')).map((one) => one.toJS() as CronJobFile);
const compose = parse(textOf('fleet-compose.yaml'), { merge: true }) as {
  readonly services: { readonly [name: string]: { readonly command: readonly string[] } };
};

interface Job {
  readonly steps: readonly { readonly name?: string; readonly run?: string }[];
  readonly strategy?: { readonly matrix: { readonly part: readonly number[] } };
}
const workflow = parse(textOf('fleet-workflow.yml')) as { readonly jobs: { readonly [name: string]: Job } };

/** Of the batch/v1 and core/v1 API reference, as far as the file needs them. */
const KUBERNETES = [
  'apiVersion kind metadata name spec schedule timeZone concurrencyPolicy jobTemplate template',
  'completionMode completions parallelism backoffLimit backoffLimitPerIndex maxFailedIndexes',
  'activeDeadlineSeconds restartPolicy automountServiceAccountToken containers image workingDir command env',
  'value envFrom secretRef resources requests limits cpu memory securityContext allowPrivilegeEscalation',
  'capabilities drop runAsNonRoot volumes volumeMounts mountPath persistentVolumeClaim claimName',
].flatMap((line) => line.split(' '));
const WORDS = [
  'concurrencyPolicy Allow',
  'concurrencyPolicy Forbid',
  'concurrencyPolicy Replace',
  'completionMode Indexed',
  'completionMode NonIndexed',
  'restartPolicy Never',
  'restartPolicy OnFailure',
];

const keysOf = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value) ? value.flatMap(keysOf) : Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
};

describe('a file that runs a fleet is valid by the rules of its reader', () => {
  it('GitHub: the workflow, by the parser of Actions itself', async () => {
    const faults = async (content: string): Promise<readonly string[]> => {
      const { context, value } = parseWorkflow({ name: 'fleet-workflow.yml', content }, new NoOperationTraceWriter());
      if (value !== undefined) await convertWorkflowTemplate(context, value);
      return context.errors.getErrors().map(({ message }) => message);
    };
    const text = textOf('fleet-workflow.yml');
    expect(await faults(text)).toEqual([]);
    for (const [right, wrong] of [
      ['runs-on:', 'run-on:'],
      ['needs:', 'needs: nobody #'],
      ['${{ needs.', '${{ neds.'],
    ] as const)
      expect([wrong, (await faults(text.replace(right, wrong))).length > 0]).toEqual([wrong, text.includes(right)]);
  });

  it('Kubernetes: each CronJob, by the schema of batch/v1, as many pods as parts', () => {
    for (const one of cronJobs)
      expect(() => new CronJob(one as unknown as ConstructorParameters<typeof CronJob>[0]).validate()).not.toThrow();
    const text = textOf('fleet-kubernetes.yaml');
    for (const [right, wrong] of [
      ['completions: 4', 'completions: four'],
      ['schedule:', 'schedules:'],
      ['containers:', 'container:'],
    ] as const) {
      const broken = parseAllDocuments(text.replace(right, wrong)).map((one) => one.toJS() as object);
      expect(() => broken.forEach((one) => new CronJob(one).validate()), wrong).toThrow();
    }
    // That schema takes keys that it does not know, and any word where the API has but a few.
    expect(cronJobs.flatMap(keysOf).filter((key) => !KUBERNETES.includes(key))).toEqual([]);
    expect(
      [...text.matchAll(/(concurrencyPolicy|completionMode|restartPolicy): (\w+)/g)]
        .map(([, key, word]) => `${key} ${word}`)
        .filter((one) => !WORDS.includes(one)),
    ).toEqual([]);
    const [look] = cronJobs;
    const { completions, template } = look?.spec.jobTemplate.spec ?? {};
    expect(template?.spec.containers[0]?.env).toEqual([{ name: 'CERTIFY_SHARDS', value: String(completions) }]);
  });

  it('compose: the file, by the Compose Specification', () => {
    const schema = JSON.parse(
      readFileSync(join(ROOT, 'node_modules', 'dclint', 'schemas', 'compose.schema.json'), 'utf8'),
    ) as object;
    const validate = new Ajv({ validateSchema: false, strict: false, validateFormats: false }).compile(schema);
    expect([validate(parse(textOf('fleet-compose.yaml'), { merge: true })), validate.errors]).toEqual([true, null]);
    expect(validate({ services: { worker: { restrat: 'always' } } })).toBe(false);
  });
});

describe('its commands, as they are written', () => {
  let directory: string;
  let lab: RunningFleet;
  let postgres: Postgres;
  const running = new Set<ChildProcess>();

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'certify-manifests-'));
    [lab, postgres] = await Promise.all([
      startLabFleet({ tenants: 10, stateDir: join(directory, 'lab'), root: ROOT, readsPerSecond: 20 }),
      startPostgres(),
    ]);
    mkdirSync(join(directory, 'bin'));
    writeFileSync(
      join(directory, 'bin', 'certify'),
      `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'bin', 'certify.mjs')}" "$@"\n`,
    );
    chmodSync(join(directory, 'bin', 'certify'), 0o755);
    symlinkSync(process.execPath, join(directory, 'bin', 'node'));
  });

  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await Promise.all([lab.stop(), postgres.stop()]);
    rmSync(directory, { recursive: true, force: true });
  });

  /** A machine's working directory with the fleet in it. */
  const machine = (name: string, store: string | null): string => {
    const home = join(directory, name);
    cpSync(join(directory, 'lab', 'gyms'), join(home, 'gyms'), { recursive: true });
    const config = readFileSync(lab.config, 'utf8').replace(
      /store:\n\s+sqlite: \S+\n/,
      store === null ? '' : 'store: {postgres: "env:CERTIFY_FLEET_STORE"}\n',
    );
    writeFileSync(join(home, 'fleet.yaml'), config);
    symlinkSync(ROOT, join(home, '.certify'));
    return home;
  };

  const run = (command: readonly string[], cwd: string, env: { readonly [name: string]: string }): Promise<number | null> =>
    new Promise((done) => {
      const child = spawn(command[0] ?? '', command.slice(1), {
        cwd,
        env: { PATH: `${join(directory, 'bin')}:/usr/bin:/bin`, HOME: directory, ...env },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      running.add(child);
      child.on('close', (exitCode) => done(exitCode));
    });

  const bash = (text: string, cwd: string, env: { readonly [name: string]: string }): Promise<number | null> =>
    run(['bash', '-eo', 'pipefail', '-c', text], cwd, env);

  const step = (job: string, name: string): string =>
    workflow.jobs[job]?.steps.find((one) => one.name === name)?.run ?? 'exit 99';

  const url = async (): Promise<string> => {
    const choice = await postgres.fresh();
    return choice.kind === 'postgres' ? choice.url : '';
  };

  it('GitHub: the parts are looked at and joined; without one of them the night ends with 4', async () => {
    const home = machine('github', null);
    const output = join(home, 'output');
    writeFileSync(output, '');
    expect(await bash(step('night', 'Name the night'), home, { GITHUB_OUTPUT: output, GITHUB_RUN_ID: '7' })).toBe(0);
    const night = /name=(\S+)/.exec(readFileSync(output, 'utf8'))?.[1] ?? '';
    const parts = workflow.jobs['look']?.strategy?.matrix.part ?? [];
    mkdirSync(join(home, 'parts'));
    for (const [index, part] of parts.entries()) {
      const own = machine(`github-${part}`, null);
      const env = { CERTIFY_SHARD_INDEX: String(index), CERTIFY_SHARDS: String(parts.length), NIGHT: night, PART: String(part) };
      expect(await bash(step('look', 'Look at this part'), own, env)).toBe(0);
      cpSync(join(own, `part-${part}.ndjson`), join(home, 'parts', `part-${part}.ndjson`));
    }
    const join_ = (): Promise<number | null> => bash(step('tell', 'Join the parts and tell'), home, {});
    // Of the lab's ten accounts one is suspended, and one credential has expired: new on the first night.
    expect(await join_()).toBe(1);
    expect(readFileSync(join(home, 'night.md'), 'utf8')).toMatch(/of 10 tenants (?:changed|(?:is|are) not in order)/);
    expect(readFileSync(join(home, 'site', 'index.html'), 'utf8')).toContain(night);
    unlinkSync(join(home, 'parts', 'part-2.ndjson'));
    rmSync(join(home, '.fleet'), { recursive: true });
    expect(await join_()).toBe(4);
    expect(readFileSync(join(home, 'night.md'), 'utf8')).toMatch(/Part 2 of 4 is missing/);
  }, 180_000);

  it('Kubernetes: four pods look, and the one that tells waits for them', async () => {
    const home = machine('kubernetes', 'postgres');
    const env = { CERTIFY_FLEET_STORE: await url() };
    const [look, tell] = cronJobs.map((one) => one.spec.jobTemplate.spec);
    const command = (job: typeof look): readonly string[] => job?.template.spec.containers[0]?.command ?? [];
    const told = run(command(tell), home, env);
    const shards = look?.template.spec.containers[0]?.env?.[0]?.value ?? '';
    const pods = Array.from({ length: look?.completions ?? 0 }, (_, index) =>
      run(command(look), home, { ...env, CERTIFY_SHARDS: shards, JOB_COMPLETION_INDEX: String(index) }),
    );
    expect(await Promise.all(pods)).toEqual([0, 0, 0, 0]);
    expect(await told).toBe(1);
    expect(readFileSync(join(home, 'site', 'index.html'), 'utf8')).toContain('gym-00009');
  }, 180_000);

  it('compose: a worker looks at what the scheduler puts into the queue', async () => {
    const home = machine('compose', 'postgres');
    const env = { CERTIFY_FLEET_STORE: await url() };
    void run(compose.services['worker']?.command ?? [], home, env);
    expect(await run(compose.services['scheduler']?.command ?? [], home, env)).toBe(1);
    expect(readFileSync(join(home, 'site', 'index.html'), 'utf8')).toContain('gym-00009');
  }, 180_000);
});
