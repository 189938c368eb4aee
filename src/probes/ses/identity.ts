// Asks SES which identity the sender falls under: the address, then its domain, then the parents.
import type { DkimAttributes, GetEmailIdentityCommandOutput } from '@aws-sdk/client-sesv2';
import { ObservationError } from '../../core/errors.ts';
import type { Answer, Observation } from '../../core/observation.ts';
import type { SesReads } from '../../core/ports/aws.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Sender, SesPlace } from '../../core/sender.ts';
import type { Facts } from '../../facts/index.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import { parseArn } from '../../aws/arn.ts';
import { identityAddresses, identityDomains } from '../../aws/ses/identity.ts';
import { boolOr, textOr, textsOr, timeOr } from '../../text/unknown-json.ts';
import { answerOf, toldAnything } from '../answer.ts';
import { governingOf } from '../../facts/derived.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from './no-ses.ts';

/** Whether there are tokens is told: by themselves, by a key of one's own, or by a DKIM that was never started. */
const tellsTokens = ({ Tokens, SigningAttributesOrigin, Status }: DkimAttributes): boolean =>
  Tokens !== undefined || SigningAttributesOrigin === 'EXTERNAL' || Status === 'NOT_STARTED';

const dkimOf = (dkim: DkimAttributes | undefined): IdentityDetail['dkim'] =>
  dkim === undefined || !tellsTokens(dkim)
    ? null
    : {
        signingEnabled: boolOr(dkim.SigningEnabled),
        status: textOr(dkim.Status),
        origin: textOr(dkim.SigningAttributesOrigin),
        tokens: textsOr(dkim.Tokens) ?? [],
        signingHostedZone: textOr(dkim.SigningHostedZone),
        currentKeyLength: textOr(dkim.CurrentSigningKeyLength),
        nextKeyLength: textOr(dkim.NextSigningKeyLength),
      };

export const identityDetail = (answer: GetEmailIdentityCommandOutput): IdentityDetail => {
  const { VerificationInfo: info, MailFromAttributes: mailFrom } = answer;
  toldAnything(answer, 'the identity that was asked for');
  return {
    type: textOr(answer.IdentityType),
    verifiedForSending: boolOr(answer.VerifiedForSendingStatus),
    verificationStatus: textOr(answer.VerificationStatus),
    verification:
      info === undefined
        ? null
        : {
            errorType: textOr(info.ErrorType),
            lastChecked: timeOr(info.LastCheckedTimestamp),
            lastSuccess: timeOr(info.LastSuccessTimestamp),
            primaryNameServer: textOr(info.SOARecord?.PrimaryNameServer),
          },
    dkim: dkimOf(answer.DkimAttributes),
    mailFrom:
      mailFrom === undefined
        ? null
        : {
            domain: textOr(mailFrom.MailFromDomain),
            status: textOr(mailFrom.MailFromDomainStatus),
            behaviorOnMxFailure: textOr(mailFrom.BehaviorOnMxFailure),
          },
    feedbackForwarding: boolOr(answer.FeedbackForwardingStatus),
    configurationSet: textOr(answer.ConfigurationSetName),
    policies: Object.fromEntries(
      Object.entries(answer.Policies ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  };
};

type Candidates = Facts['ses.identity']['candidates'];

/** The address, the sender's own domain and the declared one go out together; a parent only while no domain was found. */
const askCandidates = async (ses: SesReads, sender: Sender, identity: string): Promise<Candidates> => {
  const ask = (name: string): Promise<Answer<IdentityDetail>> => answerOf(ses.getEmailIdentity(name).then(identityDetail));
  const domains = identityDomains(sender.domain);
  const declared = identity.toLowerCase();
  const first = domains.filter((name, index) => index === 0 || name === declared);
  const addresses = identityAddresses(sender.address);
  const addressesAsked = Promise.all(addresses.map(ask));
  const answers = new Map(await Promise.all(first.map(async (name) => [name, await ask(name)] as const)));
  for (const name of domains) {
    const known = answers.get(name) ?? (await ask(name));
    answers.set(name, known);
    if (known.state === 'observed') break;
  }
  const ofAddresses = await addressesAsked;
  return [
    ...addresses.flatMap((name, index) => {
      const answer = ofAddresses[index];
      return answer === undefined ? [] : [{ name, level: 'address' as const, answer }];
    }),
    ...domains.flatMap((name) => {
      const answer = answers.get(name);
      return answer === undefined ? [] : [{ name, level: 'domain' as const, answer }];
    }),
  ];
};

export const identityFact = (candidates: Candidates, ses: SesPlace): Facts['ses.identity'] => {
  const governing = governingOf({ candidates });
  return {
    region: ses.region,
    declared: ses.identity,
    candidates,
    governing: governing.kind === 'known' ? governing.name : null,
  };
};

/** The account that the identity of `arn` belongs to; null for none, and for one's own. */
const foreignAccount = (arn: string | null, own: Observation<Facts['sts.probeIdentity']>): string | null => {
  const account = arn === null ? null : (parseArn(arn)?.account ?? null);
  return own.state === 'observed' && own.value.account === account ? null : account;
};

export const identityProbe = defineProbe({
  key: 'ses.identity',
  needs: [],
  uses: ['sts.probeIdentity'],
  permissions: [{ action: 'ses:GetEmailIdentity', on: 'identity' }],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    const owner = foreignAccount(sender.ses.identityArn, facts['sts.probeIdentity']);
    if (owner !== null) {
      return new NotAsked(
        `The identity is of account ${owner} (identityArn in the profile): its settings are there to be seen, not here.`,
      );
    }
    const candidates = await askCandidates(aws.ses, sender, sender.ses.identity);
    const unseen = candidates.map(({ answer }) => answer).find(({ state }) => state !== 'observed' && state !== 'absent');
    // Nothing was seen and not everything was absent: the question as a whole was not answered.
    const answered = candidates.some(({ answer }) => answer.state === 'observed');
    if (!answered && unseen !== undefined && unseen.state !== 'observed') throw new ObservationError(unseen);
    return identityFact(candidates, sender.ses);
  },
});
