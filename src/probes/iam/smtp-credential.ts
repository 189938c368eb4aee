// Describes the credential of SES's SMTP interface as the profile gives it; asks nobody.
import { NotAsked } from '../../core/probe.ts';
import { SES_REGIONS, sesSmtpRegion } from '../../aws/region.ts';
import { accessKeyForm } from '../../aws/access-key.ts';
import { defineProbe } from '../probe.ts';

export const smtpCredentialProbe = defineProbe({
  key: 'iam.smtpCredential',
  needs: [],
  permissions: [],
  ask: async ({ profile, secrets }) => {
    const { smtp } = profile;
    const region = smtp === undefined ? null : (sesSmtpRegion(smtp.host) ?? smtp.ses?.region ?? null);
    if (smtp?.username === undefined || region === null) return new NotAsked('The relay is not the SMTP interface of SES.');
    const { kind, wellFormed, shown } = accessKeyForm(smtp.username);
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
