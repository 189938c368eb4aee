// Asks STS as whom certify looks. GetCallerIdentity needs no permission and works even under an explicit deny.
import { NotAsked } from '../../core/probe.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from '../ses/no-ses.ts';
import { callerIdentity } from './caller.ts';

export const probeIdentityProbe = defineProbe({
  key: 'sts.probeIdentity',
  needs: [],
  permissions: [],
  ask: async ({ aws, clock, sender }) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    return callerIdentity(await aws.sts.getCallerIdentity('probe'), 'probe', clock.now());
  },
});
