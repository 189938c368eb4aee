// An act as the shell line of the AWS CLI that does the same.
import type { Act } from '../core/provision.ts';

/** One word of a shell line. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** The CLI writes the API's names in small letters with hyphens: `BehaviorOnMxFailure` is `behavior-on-mx-failure`. */
const hyphened = (name: string): string => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

/** The CLI keeps `--endpoint…` for itself (AWS CLI reference, `sns subscribe`). */
const OTHER_NAMES: { readonly [name: string]: string } = { 'sns:Subscribe.Endpoint': 'notification-endpoint' };

const option = (action: string, name: string, value: unknown): string => {
  const flag = OTHER_NAMES[`${action}.${name}`] ?? hyphened(name);
  if (typeof value === 'boolean') return value ? `--${flag}` : `--no-${flag}`;
  if (typeof value === 'string' || typeof value === 'number') return `--${flag} ${word(String(value))}`;
  return `--${flag} ${word(JSON.stringify(value))}`;
};

export const commandOf = ({ action, input }: Act, region: string): string => {
  const [service = '', operation = ''] = action.split(':');
  const options = Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [option(action, name, value)]));
  return ['aws', service === 'ses' ? 'sesv2' : service, hyphened(operation), ...options, `--region ${region}`].join(' ');
};
