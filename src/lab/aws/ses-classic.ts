// SES v1 (Query): the two reads that SESv2 does not have.
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud } from './cloud.ts';
import { element, leaf, members } from './xml.ts';

const listParam = (params: URLSearchParams, name: string): string[] => {
  const values: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = params.get(`${name}.member.${index}`);
    if (value === null) return values;
    values.push(value);
  }
};

const notificationEntry = (cloud: Cloud, region: string, name: string): string => {
  const identity = cloud.identity(region, name);
  if (identity === null) return '';
  const topic = (given: string | null | undefined): string | null =>
    given === null || given === undefined ? null : cloud.topicArn(region, given);
  const { feedback } = identity;
  const attributes = element(
    'value',
    leaf('BounceTopic', topic(feedback?.bounce)),
    leaf('ComplaintTopic', topic(feedback?.complaint)),
    leaf('DeliveryTopic', topic(feedback?.delivery)),
    leaf('ForwardingEnabled', identity.feedbackForwarding),
    leaf('HeadersInBounceNotificationsEnabled', false),
    leaf('HeadersInComplaintNotificationsEnabled', false),
    leaf('HeadersInDeliveryNotificationsEnabled', false),
  );
  return element('entry', leaf('key', name), attributes);
};

const getIdentityNotificationAttributes = (cloud: Cloud, call: AwsCall): string => {
  cloud.authorize(call, 'ses:GetIdentityNotificationAttributes', '*');
  const names = listParam(call.params, 'Identities');
  if (names.length > 100) throw new AwsError('ValidationError', 400, 'Member must have length less than or equal to 100');
  return element('NotificationAttributes', ...names.map((name) => notificationEntry(cloud, call.region, name)));
};

const getSendStatistics = (cloud: Cloud, call: AwsCall): string => {
  cloud.authorize(call, 'ses:GetSendStatistics', '*');
  const day = 24 * 3_600_000;
  const points = cloud
    .region(call.region)
    .statistics.map((item, index) =>
      [
        leaf('Timestamp', new Date(cloud.now().getTime() - (index + 0.5) * day).toISOString()),
        leaf('DeliveryAttempts', item.sent),
        leaf('Bounces', item.bounces),
        leaf('Complaints', item.complaints),
        leaf('Rejects', item.rejects),
      ].join(''),
    );
  return members('SendDataPoints', points);
};

/** SES v1 reads. */
export const sesClassic = (cloud: Cloud): Operations => ({
  GetIdentityNotificationAttributes: (call) => getIdentityNotificationAttributes(cloud, call),
  GetSendStatistics: (call) => getSendStatistics(cloud, call),
});
