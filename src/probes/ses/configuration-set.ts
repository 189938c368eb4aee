// Asks SES about the configuration set that will apply to the platform's sends.
import type { GetConfigurationSetCommandOutput } from '@aws-sdk/client-sesv2';
import { NotAsked } from '../../core/probe.ts';
import type { SesReads } from '../../core/ports/aws.ts';
import { governingOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import type { AddressValidation, ConfigurationSetDetail } from '../../facts/ses.ts';
import { boolOr, numberOr, textOr, textsOr } from '../../text/unknown-json.ts';
import { answerOf, toldAnything } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { setInForce } from './applied-set.ts';
import { NO_SES } from './no-ses.ts';

/** What account and set say of address validation in the same form. */
interface GivenValidation {
  readonly ConditionThreshold?:
    | {
        readonly ConditionThresholdEnabled?: unknown;
        readonly OverallConfidenceThreshold?: { readonly ConfidenceVerdictThreshold?: unknown } | undefined;
      }
    | undefined;
}

export const validationOf = (given: GivenValidation | undefined): AddressValidation | null => {
  const threshold = given?.ConditionThreshold;
  if (threshold === undefined) return null;
  return {
    enabled: textOr(threshold.ConditionThresholdEnabled),
    threshold: textOr(threshold.OverallConfidenceThreshold?.ConfidenceVerdictThreshold),
  };
};

/** Options that were never set are left out; an answer that holds nothing at all is of something else. */
export const configurationSetDetail = (answer: GetConfigurationSetCommandOutput): ConfigurationSetDetail => {
  toldAnything(answer, 'the set that was asked for');
  return detailOf(answer);
};

const detailOf = (answer: GetConfigurationSetCommandOutput): ConfigurationSetDetail => ({
  sendingEnabled: boolOr(answer.SendingOptions?.SendingEnabled),
  reputationMetrics: boolOr(answer.ReputationOptions?.ReputationMetricsEnabled),
  tlsPolicy: textOr(answer.DeliveryOptions?.TlsPolicy),
  sendingPool: textOr(answer.DeliveryOptions?.SendingPoolName),
  maxDeliverySeconds: numberOr(answer.DeliveryOptions?.MaxDeliverySeconds),
  suppressedReasons: answer.SuppressionOptions === undefined ? null : textsOr(answer.SuppressionOptions.SuppressedReasons),
  trackingDomain: textOr(answer.TrackingOptions?.CustomRedirectDomain),
  trackingHttpsPolicy: textOr(answer.TrackingOptions?.HttpsPolicy),
  suppressionScope: textOr(answer.SuppressionOptions?.SuppressionScope),
  validation: validationOf(answer.SuppressionOptions?.ValidationOptions),
  vdm:
    answer.VdmOptions === undefined
      ? null
      : {
          engagementMetrics: textOr(answer.VdmOptions.DashboardOptions?.EngagementMetrics),
          optimizedSharedDelivery: textOr(answer.VdmOptions.GuardianOptions?.OptimizedSharedDelivery),
        },
});

type Fact = Facts['ses.configurationSet'];

/** A default that is not the set in force is looked up: a name that dangles refuses every send that names no set. */
const identityDefault = async (
  ses: SesReads,
  identity: Facts['ses.identity'] | null,
  inForce: string | null,
): Promise<Fact['identityDefault']> => {
  const governing = identity === null ? null : governingOf(identity);
  const name = governing?.kind === 'known' ? governing.detail.configurationSet : null;
  if (name === null) return null;
  if (name === inForce) return { name, answer: null };
  return { name, answer: await answerOf(ses.getConfigurationSet(name).then(() => ({ exists: true as const }))) };
};

export const configurationSetProbe = defineProbe({
  key: 'ses.configurationSet',
  needs: [],
  uses: ['ses.identity'],
  permissions: [{ action: 'ses:GetConfigurationSet', on: 'configuration-set' }],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    const set = await setInForce(aws.ses, sender.ses, facts['ses.identity']);
    if (set.kind !== 'known') return { name: null, source: set.kind, detail: null, identityDefault: null };
    const seen = facts['ses.identity'];
    const [detail, byDefault] = await Promise.all([
      answerOf(aws.ses.getConfigurationSet(set.name).then(configurationSetDetail)),
      identityDefault(aws.ses, seen.state === 'observed' ? seen.value : null, set.name),
    ]);
    return { name: set.name, source: set.source, detail, identityDefault: byDefault };
  },
});
