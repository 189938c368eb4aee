// Whose trouble it is: equal roots over tenants are one cause, such as an account that is paused or a resolver that is silent.
import type { Finding } from '../core/finding.ts';
import type { RunDocument } from '../core/record.ts';
import { isObject } from '../text/unknown-json.ts';

/** Facts that hold for a whole account and region. */
const ACCOUNT = new Set(['ses.account', 'ses.statistics', 'sts.probeIdentity', 'cloudwatch.alarms']);
/** Facts of a configuration set, which tenants of an account share. */
const SET = new Set(['ses.configurationSet', 'ses.eventDestinations', 'ses.dedicatedIps']);
const TOPIC = new Set(['sns.topic', 'kms.topicKey']);
const AWS = new Set(['ses', 'sns', 'iam', 'sts', 'kms', 'cloudwatch']);

/** Of the tenant's own profile and of the run: they change nothing about whose trouble it is. */
const isOwn = (key: string): boolean => key.startsWith('profile.') || key.startsWith('run.');

const restsOn = (keys: readonly string[], ...groups: readonly ReadonlySet<string>[]): boolean => {
  const foreign = keys.filter((key) => !isOwn(key));
  return foreign.length > 0 && foreign.every((key) => groups.some((group) => group.has(key)));
};

/** A text inside an observed value; null when it is not there. */
const seenText = (document: RunDocument, key: string, member: string): string | null => {
  const observation = document.observations[key];
  if (observation?.state !== 'observed' || !isObject(observation.value)) return null;
  const value = observation.value[member];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
};

const partyOf = (key: string): string => key.slice(0, key.indexOf('.'));

/** Of a question that got no answer: whom it was asked, and how it ended. */
const unseenRoot = (document: RunDocument, place: string, key: string): string => {
  const observation = document.observations[key];
  const party = partyOf(key);
  const { state = 'unseen', code = '' } = observation === undefined || observation.state === 'observed' ? {} : observation;
  if (AWS.has(party)) return `${place} ${party} ${state} ${code}`;
  const host = observation !== undefined && 'host' in observation ? observation.host : undefined;
  return `${party} ${host ?? document.tenant} ${state} ${code}`;
};

/** None of what DNS was asked for could be judged: the zone's servers, or the way to them. */
export const isSilenceOfDns = ({ status, reason, observations }: Finding): boolean =>
  status === 'inconclusive' &&
  reason === 'cannot-judge' &&
  observations.some((key) => partyOf(key) === 'dns') &&
  observations.every((key) => isOwn(key) || partyOf(key) === 'dns' || key === 'ses.identity');

export const rootOf = (finding: Finding, document: RunDocument, place: string): string => {
  const what = `${finding.check}/${finding.reason}`;
  if (finding.status === 'inconclusive' && finding.unseen !== undefined) return unseenRoot(document, place, finding.unseen);
  if (isSilenceOfDns(finding)) return `dns of ${document.tenant}`;
  const keys = finding.observations;
  if (restsOn(keys, ACCOUNT)) return `${place} ${what}`;
  if (restsOn(keys, ACCOUNT, SET)) return `${place} set ${seenText(document, 'ses.configurationSet', 'name') ?? ''} ${what}`;
  if (restsOn(keys, TOPIC)) return `${place} topic ${seenText(document, 'sns.topic', 'arn') ?? ''} ${what}`;
  const relay = seenText(document, 'smtp.session', 'host');
  if (relay !== null && keys.every((key) => isOwn(key) || partyOf(key) === 'smtp')) return `relay ${relay} ${what}`;
  const callback = seenText(document, 'webhook.endpoint', 'host');
  if (callback !== null && restsOn(keys, new Set(['webhook.endpoint']))) return `callback ${callback} ${what}`;
  return `${document.tenant} ${what}`;
};
