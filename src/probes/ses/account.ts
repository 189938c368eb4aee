// Asks SES for the state of the account in this region.
import type { GetAccountCommandOutput } from '@aws-sdk/client-sesv2';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { boolOr, numberOr, textOr, textsOr } from '../../text/unknown-json.ts';
import { defineProbe } from '../probe.ts';
import { validationOf } from './configuration-set.ts';
import { NO_SES } from './no-ses.ts';

export const accountFact = (answer: GetAccountCommandOutput, region: string): Facts['ses.account'] => {
  const { SendQuota: quota, Details: details, SuppressionAttributes: suppression, VdmAttributes: vdm } = answer;
  const review = details?.ReviewDetails;
  return {
    region,
    productionAccess: boolOr(answer.ProductionAccessEnabled),
    sendingEnabled: boolOr(answer.SendingEnabled),
    enforcementStatus: textOr(answer.EnforcementStatus),
    quota: {
      max24Hour: numberOr(quota?.Max24HourSend),
      maxPerSecond: numberOr(quota?.MaxSendRate),
      sent24Hour: numberOr(quota?.SentLast24Hours),
    },
    suppressedReasons: textsOr(suppression?.SuppressedReasons),
    review: review === undefined ? null : { status: textOr(review.Status), caseId: textOr(review.CaseId) },
    mailType: textOr(details?.MailType),
    websiteUrl: textOr(details?.WebsiteURL),
    validation: validationOf(suppression?.ValidationAttributes),
    vdm:
      vdm === undefined
        ? null
        : {
            enabled: textOr(vdm.VdmEnabled),
            engagementMetrics: textOr(vdm.DashboardAttributes?.EngagementMetrics),
            optimizedSharedDelivery: textOr(vdm.GuardianAttributes?.OptimizedSharedDelivery),
          },
    additionalContacts: details === undefined ? null : (textsOr(details.AdditionalContactEmailAddresses)?.length ?? 0),
  };
};

export const accountProbe = defineProbe({
  key: 'ses.account',
  needs: [],
  permissions: [{ action: 'ses:GetAccount', on: 'account' }],
  ask: async ({ aws, sender }) => {
    return sender.ses === null ? new NotAsked(NO_SES) : accountFact(await aws.ses.getAccount(), sender.ses.region);
  },
});
