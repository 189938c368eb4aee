// Asks SES for the dedicated IPs of the configuration set's pool.
import { NotAsked } from '../../core/probe.ts';
import { numberOr, textOr } from '../../text/unknown-json.ts';
import { answerOf, told } from '../answer.ts';
import { defineProbe } from '../probe.ts';

export const dedicatedIpsProbe = defineProbe({
  key: 'ses.dedicatedIps',
  needs: ['ses.configurationSet'],
  permissions: [
    { action: 'ses:GetDedicatedIps', on: 'account' },
    { action: 'ses:GetDedicatedIpPool', on: 'account' },
  ],
  ask: async ({ aws }, facts) => {
    const set = facts['ses.configurationSet'];
    const detail = set.value.detail;
    const pool = detail?.state === 'observed' ? detail.value.sendingPool : null;
    if (pool === null) return new NotAsked('The configuration set names no pool of dedicated IPs.');
    const answer = await aws.ses.getDedicatedIps(pool);
    const ips = told(answer.DedicatedIps, 'DedicatedIps');
    // A managed pool has its addresses once mail flows.
    const asked = ips.length > 0 ? null : await answerOf(aws.ses.getDedicatedIpPool(pool));
    return {
      pool,
      scaling: asked?.state === 'observed' ? textOr(asked.value.DedicatedIpPool?.ScalingMode) : null,
      ips: ips.map((one) => ({
        ip: textOr(one.Ip) ?? '',
        warmupStatus: textOr(one.WarmupStatus),
        warmupPercentage: numberOr(one.WarmupPercentage),
      })),
      complete: answer.NextToken === undefined,
    };
  },
});
