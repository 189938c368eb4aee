// Which URLs inside an SNS message may be fetched: nothing but the SNS host of the topic's own region and partition.
// A suffix check such as `*.amazonaws.com` is a security defect: buckets, gateways and balancers live there.
import type { TopicArn } from './topic-arn.ts';

const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

/** The text must be its own normal form, so that no parser downstream reads it differently. */
const parseExact = (text: string, topic: TopicArn): URL | null => {
  if (!text.startsWith(`https://${topic.host}/`)) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== 'https:' || url.host !== topic.host || url.hash !== '') return null;
  return url.username === '' && url.password === '' ? url : null;
};

/** `https://sns.<region>.<suffix>/SimpleNotificationService-<32 hex>.pem`, nothing before, between or behind. */
export const isCertificateUrl = (text: string, topic: TopicArn): boolean => {
  const url = parseExact(text, topic);
  return url !== null && url.href === text && url.search === '' && CERTIFICATE_PATH.test(url.pathname);
};

/** The confirming GET of exactly this topic and token, at the same SNS host. */
export const isSubscribeUrl = (text: string, topic: TopicArn, token: string): boolean => {
  const url = parseExact(text, topic);
  if (url === null || url.pathname !== '/') return false;
  const { searchParams } = url;
  const only = (key: string, value: string): boolean => {
    const values = searchParams.getAll(key);
    return values.length === 1 && values[0] === value;
  };
  return only('Action', 'ConfirmSubscription') && only('TopicArn', topic.arn) && only('Token', token);
};
