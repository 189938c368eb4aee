// Which part of the fleet this machine has: said, or read from what the platform tells its machines.
import { UsageError } from '../../core/errors.ts';
import type { Shard } from '../../core/fleet.ts';
import type { Setting } from '../setting.ts';

/** Names of the index and of the count, and whether the index begins at 0. */
const PLATFORMS = [
  // Kubernetes Indexed Job; the count is not told, the manifest gives it.
  { index: 'JOB_COMPLETION_INDEX', of: 'CERTIFY_SHARDS', from: 0 },
  // AWS Batch array job; the count likewise.
  { index: 'AWS_BATCH_JOB_ARRAY_INDEX', of: 'CERTIFY_SHARDS', from: 0 },
  // GitLab CI `parallel`.
  { index: 'CI_NODE_INDEX', of: 'CI_NODE_TOTAL', from: 1 },
  // A matrix that sets both itself (GitHub Actions: strategy.job-index, strategy.job-total).
  { index: 'CERTIFY_SHARD_INDEX', of: 'CERTIFY_SHARDS', from: 0 },
] as const;

const MOST = 1000;

const refused = (message: string, fix: string): UsageError => new UsageError({ code: 'shard', message, fix });

const checked = (index: number, of: number, said: string): Shard => {
  if (Number.isInteger(index) && Number.isInteger(of) && of >= 1 && of <= MOST && index >= 1 && index <= of) return { index, of };
  throw refused(
    `${said} is no part of a whole: it must be i/n with i from 1 to n, and n at most ${MOST}.`,
    'Give one such as --shard 2/8.',
  );
};

const numberOf = (text: string): number => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN);

const fromPlatform = (env: Setting['env']): Shard => {
  for (const { index, of, from } of PLATFORMS) {
    const [at, total] = [env[index], env[of]];
    if (at === undefined || at === '') continue;
    if (total === undefined || total === '') {
      throw refused(
        `${index} is set, but ${of}, how many parts there are, is not.`,
        `Set ${of} in the job, beside its number of completions.`,
      );
    }
    return checked(numberOf(at) + 1 - from, numberOf(total), `${index}=${at.slice(0, 20)}, ${of}=${total.slice(0, 20)}`);
  }
  throw refused(
    '--shard auto found no index: this is neither an Indexed Job, an array job nor a matrix.',
    `Set ${PLATFORMS.map(({ index }) => index).join(' or ')}, or give --shard i/n.`,
  );
};

/** null: the whole fleet. */
export const shardOf = (given: string | null, env: Setting['env']): Shard | null => {
  if (given === null) return null;
  if (given === 'auto') return fromPlatform(env);
  const [index = '', of = '', ...more] = given.split('/');
  return checked(numberOf(index), more.length === 0 ? numberOf(of) : Number.NaN, `--shard ${given.slice(0, 20)}`);
};
