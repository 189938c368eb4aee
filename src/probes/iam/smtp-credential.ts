// Describes the credential of SES's SMTP interface as the profile gives it; asks nobody.
import { NotAsked } from '../../core/probe.ts';
import { SES_REGIONS } from '../../aws/region.ts';
import { accessKeyForm } from '../../aws/access-key.ts';
import { defineProbe } from '../probe.ts';

export const smtpCredentialProbe = defineProbe({
  key: 'iam.smtpCredential',
  needs: [],
  permissions: [],
  ask: async ({ sender: { relay }, secrets }) => {
    const region = relay?.sesRegion ?? null;
    if (relay === null || relay.username === null || region === null)
      return new NotAsked('The relay is not the SMTP interface of SES.');
    const { kind, wellFormed, shown } = accessKeyForm(relay.username);
    const compared = secrets.sesSmtpPasswordMatches(region);
    return {
      username: shown,
      kind,
      wellFormed,
      password: secrets.shape('smtp.password'),
      region,
      // A password is valid in one region: whose it is tells what to change.
      passwordRegion:
        compared === null
          ? null
          : ([region, ...SES_REGIONS].find((candidate) => secrets.sesSmtpPasswordMatches(candidate) === true) ?? null),
      compared: compared !== null,
      hasSessionToken: secrets.has('aws.send.sessionToken'),
    };
  },
});
