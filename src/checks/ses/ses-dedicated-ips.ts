// The pool that the configuration set sends from has IPs that are warmed up.
import { seenOrNull } from '../../core/observation.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';

/** SES API reference, DedicatedIp: any other word is not known to mean warm. */
const WARMUP: readonly string[] = ['IN_PROGRESS', 'DONE', 'NOT_APPLICABLE'];

export const sesDedicatedIps = defineCheck({
  id: 'ses-dedicated-ips',
  title: 'The pool of dedicated IPs has addresses that are warmed up, or is one that SES manages',
  severity: 'warning',
  why: 'Mailbox providers slow down or refuse mail in volume from an IP they do not know yet.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/dedicated-ip-warming.html'],
  reasons: {
    'pool-missing': { status: ['fail'], says: 'The pool that the configuration set names does not exist.' },
    'no-ips': { status: ['fail', 'warn'], says: 'The pool has no IP address.' },
    'managed-pool': { status: ['pass'], says: 'The pool is a managed one, which gets its addresses when mail flows.' },
    'warming-up': { status: ['warn'], says: 'An IP address of the pool is not warmed up yet.' },
  },
  needs: ['ses.dedicatedIps'],
  uses: ['ses.configurationSet'],
  evaluate(facts) {
    const seen = facts['ses.dedicatedIps'];
    const inForce = seenOrNull(facts['ses.configurationSet']);
    const set = inForce?.name ?? null;
    const named = inForce?.detail?.state === 'observed' ? inForce.detail.value.sendingPool : null;
    if (seen.state === 'absent') {
      return {
        status: 'fail',
        reason: 'pool-missing',
        observed: { configurationSet: set, pool: named, code: seen.code },
        expected: 'The pool that the configuration set names exists.',
        remedy: [
          doThis(
            `Choose an existing pool, or none, in Amazon SES / Configuration sets / ${set ?? 'the set'} / Sending IP pool: there is no ${named ?? 'pool of that name'}.`,
          ),
        ],
      };
    }
    const { pool, ips, complete, scaling } = seen.value;
    if (ips.length === 0 && !complete) return cannotJudge('the IPs of the pool', { pool });
    const warming = ips.filter(({ warmupStatus }) => warmupStatus === 'IN_PROGRESS');
    const unknown = ips.filter(({ warmupStatus }) => warmupStatus === null || !WARMUP.includes(warmupStatus));
    if (warming.length === 0 && unknown.length > 0) {
      const told = unknown.map(({ ip, warmupStatus }) => ({ ip, warmupStatus }));
      return cannotJudge('whether the IPs of the pool are warmed up', { pool, ips: told });
    }
    const observed = {
      pool,
      scaling,
      ips: ips.length,
      warming: warming.map(({ ip, warmupPercentage }) => ({ ip, warmupPercentage })),
    };
    if (ips.length === 0 && scaling === 'MANAGED') return { status: 'pass', reason: 'managed-pool', observed };
    if (ips.length === 0) {
      return {
        status: scaling === 'STANDARD' ? 'fail' : 'warn',
        reason: 'no-ips',
        observed,
        expected: 'A standard pool has at least one IP; a managed pool gets its own when mail flows.',
        remedy: [
          doThis(
            `${scaling === 'STANDARD' ? 'Assign' : `If ${pool} is a standard pool, assign`} an IP to ${scaling === 'STANDARD' ? pool : 'it'} in Amazon SES / Dedicated IPs, or take the pool off the configuration set.`,
          ),
        ],
      };
    }
    if (warming.length > 0) {
      return {
        status: 'warn',
        reason: 'warming-up',
        observed,
        expected: 'The IPs are warmed up, or the volume rises slowly.',
        remedy: [
          doThis(
            `Keep the daily volume low until ${warming.map(({ ip }) => ip).join(', ')} are warmed up, or send from the shared IPs meanwhile.`,
          ),
        ],
      };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
