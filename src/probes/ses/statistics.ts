// Asks SES v1 for 14 days of sending statistics; only of an account that sends.
import type { GetSendStatisticsCommandOutput } from '@aws-sdk/client-ses';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { numberOr, timeOr } from '../../text/unknown-json.ts';
import { told } from '../answer.ts';
import { defineProbe } from '../probe.ts';

export const statisticsFact = (answer: GetSendStatisticsCommandOutput): Facts['ses.statistics'] => {
  const points = told(answer.SendDataPoints, 'SendDataPoints');
  const sum = (of: 'DeliveryAttempts' | 'Bounces' | 'Complaints' | 'Rejects'): number =>
    points.reduce((total, point) => total + (numberOr(point[of]) ?? 0), 0);
  const times = points.flatMap(({ Timestamp }) => timeOr(Timestamp) ?? []).sort();
  return {
    attempts: sum('DeliveryAttempts'),
    bounces: sum('Bounces'),
    complaints: sum('Complaints'),
    rejects: sum('Rejects'),
    since: times[0] ?? null,
  };
};

export const statisticsProbe = defineProbe({
  key: 'ses.statistics',
  needs: ['ses.account'],
  permissions: [{ action: 'ses:GetSendStatistics', on: 'account' }],
  ask: async ({ aws }, facts) => {
    const account = facts['ses.account'];
    const sends = account.value.productionAccess === true && account.value.quota.sent24Hour !== 0;
    if (!sends) return new NotAsked('The account is in the sandbox, or sent nothing in the last day.');
    return statisticsFact(await aws.sesClassic.getSendStatistics());
  },
});
