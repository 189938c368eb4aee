// Asks SES whether the live recipient is verified: in the sandbox nobody else gets mail.
import { ObservationError } from '../../core/errors.ts';
import { NotAsked, NotGiven } from '../../core/probe.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { identityAddresses, identityDomains } from '../../aws/ses/identity.ts';
import { answerOf } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from './no-ses.ts';

export const recipientIdentityProbe = defineProbe({
  key: 'ses.recipientIdentity',
  needs: ['ses.account'],
  permissions: [{ action: 'ses:GetEmailIdentity', on: 'identity' }],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    const account = facts['ses.account'];
    if (account.value.productionAccess !== false) {
      return new NotAsked('The account is not in the sandbox: any recipient gets mail.');
    }
    if (sender.recipient === null) return new NotGiven('the live recipient', '--recipient ADDRESS');
    const { recipient } = sender;
    const domain = mailDomain(recipient);
    if (domain === null || domain === 'simulator.amazonses.com')
      return new NotAsked('A simulator address needs no verification.');
    let unverified: string | null = null;
    for (const name of [...identityAddresses(recipient), ...identityDomains(domain)]) {
      const answer = await answerOf(aws.ses.getEmailIdentity(name));
      if (answer.state === 'observed' && answer.value.VerifiedForSendingStatus === true) {
        return { verified: true, by: name.includes('@') ? ('address' as const) : ('domain' as const) };
      }
      if (answer.state !== 'observed' && answer.state !== 'absent') throw new ObservationError(answer);
      if (answer.state === 'observed') unverified ??= name;
    }
    return { verified: false, by: null, unverified };
  },
});
