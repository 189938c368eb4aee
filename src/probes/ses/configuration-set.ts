// Asks SES about the configuration set that will apply to the platform's sends.
import type { GetConfigurationSetCommandOutput } from '@aws-sdk/client-sesv2';
import { NotAsked } from '../../core/probe.ts';
import type { ConfigurationSetDetail } from '../../facts/ses.ts';
import { boolOr, numberOr, textOr, textsOr } from '../../text/unknown-json.ts';
import { answerOf } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { setInForce } from './applied-set.ts';
import { NO_SES } from './no-ses.ts';

export const configurationSetDetail = (answer: GetConfigurationSetCommandOutput): ConfigurationSetDetail => ({
  sendingEnabled: boolOr(answer.SendingOptions?.SendingEnabled),
  reputationMetrics: boolOr(answer.ReputationOptions?.ReputationMetricsEnabled),
  tlsPolicy: textOr(answer.DeliveryOptions?.TlsPolicy),
  sendingPool: textOr(answer.DeliveryOptions?.SendingPoolName),
  maxDeliverySeconds: numberOr(answer.DeliveryOptions?.MaxDeliverySeconds),
  suppressedReasons: answer.SuppressionOptions === undefined ? null : textsOr(answer.SuppressionOptions.SuppressedReasons),
  trackingDomain: textOr(answer.TrackingOptions?.CustomRedirectDomain),
  trackingHttpsPolicy: textOr(answer.TrackingOptions?.HttpsPolicy),
});

export const configurationSetProbe = defineProbe({
  key: 'ses.configurationSet',
  needs: [],
  uses: ['ses.identity'],
  permissions: [{ action: 'ses:GetConfigurationSet', on: 'configuration-set' }],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    const set = setInForce(sender.ses, facts['ses.identity']);
    if (set.kind === 'none') return { name: null, source: 'none' as const, detail: null };
    const detail = await answerOf(aws.ses.getConfigurationSet(set.name).then(configurationSetDetail));
    return { name: set.name, source: set.source, detail };
  },
});
