// Asks STS whose the sending credential is, where the profile gives certify its secret.
import { NotAsked } from '../../core/probe.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from '../ses/no-ses.ts';
import { callerIdentity } from './caller.ts';

export const sendIdentityProbe = defineProbe({
  key: 'sts.sendIdentity',
  needs: [],
  permissions: [],
  ask: async ({ aws, clock, sender, secrets }) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    if (!secrets.has('aws.send.secretAccessKey')) return new NotAsked('The profile does not hold the sending secret.');
    return callerIdentity(await aws.sts.getCallerIdentity('send'), 'send', clock.now());
  },
});
