// Asks SES whether the tracking domain belongs to an identity that is verified, where it is not the sender's own.
import { ObservationError } from '../../core/errors.ts';
import { NotAsked } from '../../core/probe.ts';
import { identityDomains } from '../../aws/ses/identity.ts';
import { isWithin, toDnsName } from '../../text/domain-name.ts';
import { answerOf } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from './no-ses.ts';

export const trackingIdentityProbe = defineProbe({
  key: 'ses.trackingIdentity',
  needs: ['ses.configurationSet'],
  uses: ['ses.identity'],
  permissions: [{ action: 'ses:GetEmailIdentity', on: 'identity' }],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    const { detail } = facts['ses.configurationSet'].value;
    const domain = toDnsName((detail?.state === 'observed' ? detail.value.trackingDomain : null) ?? '');
    if (domain === null) return new NotAsked('The configuration set has no tracking domain of its own.');
    const identity = facts['ses.identity'];
    const own = identity.state === 'observed' ? identity.value.governing : null;
    if (own !== null && isWithin(domain, own)) return new NotAsked('The tracking domain belongs to the sender’s identity.');
    for (const name of identityDomains(domain)) {
      const answer = await answerOf(aws.ses.getEmailIdentity(name));
      if (answer.state === 'observed')
        return { domain, identity: name, verified: answer.value.VerifiedForSendingStatus === true };
      if (answer.state !== 'absent') throw new ObservationError(answer);
    }
    return { domain, identity: null, verified: false };
  },
});
