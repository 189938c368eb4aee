// Which secret goes to which host: a profile names hosts as well as secrets, and the user may say which go together.
import { awsEndpoint, type AwsService, isAwsEndpoint } from '../aws/region.ts';
import { UsageError } from '../core/errors.ts';
import type { Places } from '../core/places.ts';
import type { SecretHolder, SecretName } from '../core/profile.ts';
import { isLoopbackHost } from '../text/host-address.ts';

export interface SecretUse {
  readonly name: SecretName;
  /** As written in the profile. */
  readonly reference: string;
  /** With a port where it is not the usual one; null: it is used in this process alone, to sign or to compare. */
  readonly host: string | null;
}

const SERVICES: readonly AwsService[] = ['sesv2', 'ses', 'sns', 'iam', 'sts', 'kms', 'sqs', 'cloudwatch'];

const hostOf = (url: string | null): readonly string[] => (url === null ? [] : [URL.canParse(url) ? new URL(url).host : url]);

/** A session token is sent; of a secret key only signatures are, which are told where somebody else's host would get them. */
const awsHosts = (name: SecretName, { ses }: Places): readonly string[] => {
  if (ses === null) return [];
  const urls = SERVICES.map((service) => ses.endpoints[service] ?? awsEndpoint(service, ses.region));
  const told = name.endsWith('.sessionToken') ? urls : urls.filter((url) => !isAwsEndpoint(url));
  return [...new Set(told.flatMap(hostOf))];
};

const hostsOf = (name: SecretName, places: Places): readonly string[] => {
  const { relay, callbackUrl, ledger, squareos, inbox } = places;
  if (name === 'smtp.password') return relay === null ? [] : [`${relay.host}:${relay.port}`];
  if (name.startsWith('live.inbox.')) return inbox === null ? [] : [`${inbox.host}:${inbox.port}`];
  if (name === 'callback.verifyToken') return hostOf(callbackUrl);
  if (name === 'squareos.state.token') return squareos !== null && 'baseUrl' in squareos ? hostOf(squareos.baseUrl) : [];
  return name.startsWith('callback.ledger.') ? hostOf(ledger.baseUrl) : awsHosts(name, places);
};

/** One entry for each host of each secret that the profile names. */
export const secretUses = ({ secrets }: SecretHolder, places: Places): readonly SecretUse[] =>
  secrets.flatMap(({ name, ref }) => {
    const hosts = hostsOf(name, places);
    return (hosts.length === 0 ? [null] : hosts).map((host) => ({ name, reference: ref.text, host }));
  });

/** `*` stands for any characters. A glob without a port means every port. */
const fits = (glob: string, host: string): boolean => {
  const pattern = glob
    .toLowerCase()
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}(?::\\d+)?$`).test(host.toLowerCase().replace(/\.(?=:|$)/, ''));
};

const withoutPort = (host: string): string => host.replace(/:\d+$/, '');

/** Throws UsageError `secret-host-refused` at the first reference that would go to a host that no glob names; a lab's own peers are on loopback. */
export const bindSecrets = (holder: SecretHolder, places: Places, globs: readonly string[]): void => {
  if (globs.length === 0) return;
  const stray = secretUses(holder, places).find(
    ({ host }) => host !== null && !globs.some((glob) => fits(glob, host)) && !(places.lab && isLoopbackHost(withoutPort(host))),
  );
  if (stray === undefined) return;
  const at = holder.secrets.find(({ name }) => name === stray.name);
  const place = { file: holder.path, ...(at === undefined ? {} : { line: at.line, column: at.column }) };
  throw new UsageError({
    code: 'secret-host-refused',
    message: `${holder.path}:${at?.line ?? 1}:${at?.column ?? 1}: ${stray.reference} (${stray.name}) would go to ${stray.host}, which --secret-hosts does not name.`,
    fix: `Correct the host in the profile; if it is right, add it: --secret-hosts ${withoutPort(stray.host ?? '')}`,
    place,
  });
};
