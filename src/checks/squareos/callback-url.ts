// The callback URL is one that the provider can reach safely: https, a name, the platform's path.
import type { Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
import { requirement } from '../requirement.ts';

type Tenant = Facts['profile.tenant'];

/** SES through its SMTP interface calls back over SNS as well. */
const pathFor = ({ provider, smtp }: Tenant): string =>
  provider === 'SES' || smtp?.ses != null ? '/engagement/email/ses/webhook' : '/engagement/email/smtp/webhook';

const reasons = {
  loopback: { status: ['fail'], says: 'The callback URL names this machine’s own address.' },
  'not-https': { status: ['fail'], says: 'The callback URL is no https URL.' },
  'host-is-address': { status: ['fail'], says: 'The callback URL names an address instead of a host.' },
  'trailing-slash': { status: ['fail'], says: 'The callback URL’s path ends in a slash that the platform’s does not have.' },
  'prefixed-path': { status: ['warn'], says: 'Something stands before the platform’s path in the callback URL.' },
  'wrong-path': { status: ['fail'], says: 'The callback URL’s path is not the platform’s.' },
} as const satisfies Reasons;

/** Reason, and what would be right; null when nothing is wrong. */
const faultOf = (tenant: Tenant): readonly [reason: keyof typeof reasons, expected: string] | null => {
  const { callback } = tenant;
  const path = pathFor(tenant);
  // The lab's own provider reaches loopback, and its records never certify.
  if (callback.loopback && !tenant.lab)
    return ['loopback', 'A public host: the provider cannot reach this machine’s own address.'];
  if (!callback.https) return ['not-https', 'https: the verify token travels in the URL.'];
  if (callback.hostIsAddress && !tenant.lab)
    return ['host-is-address', 'A host name: the certificate must be issued for it by a public authority.'];
  if (callback.path === `${path}/`) return ['trailing-slash', `The path is ${path}, without a slash at the end.`];
  if (callback.path !== path && callback.path.endsWith(path))
    return ['prefixed-path', `The path is ${path}, with nothing before it.`];
  return callback.path === path ? null : ['wrong-path', `The path is ${path}.`];
};

const rightUrl = (tenant: Tenant): string => {
  const { callback } = tenant;
  const unreachable = (callback.loopback || callback.hostIsAddress) && !tenant.lab;
  const host = unreachable ? '<public host of SquareOS>' : new URL(callback.url).host;
  return `https://${host}${pathFor(tenant)}`;
};

export const callbackUrl = defineCheck({
  id: 'callback-url',
  title: 'The callback URL is https, at a host that the provider can reach, with the platform’s path',
  severity: 'blocker',
  why: 'A callback that cannot arrive leaves every delivery row as it was when it was queued.',
  owner: 'SquareOS admin',
  references: [requirement('R4'), 'https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html'],
  reasons,
  needs: ['profile.tenant'],
  core: true,
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const observed = { url: seen.value.callback.url };
    const fault = faultOf(seen.value);
    if (fault === null) return { status: 'pass', reason: 'ok', observed };
    const [reason, expected] = fault;
    const url = rightUrl(seen.value);
    const where = seen.value.provider === 'SES' || seen.value.smtp?.ses != null ? 'the SNS subscription' : 'the adapter';
    const remedy = [
      profileField('Write the callback URL as SquareOS serves it into the profile.', 'callback.url', url),
      { say: `See that ${where} points at that URL too, with ?token= and the webhook verify token behind it.` },
    ];
    // A gateway may add a prefix that it takes off again; only the live callback can tell.
    return { status: reason === 'prefixed-path' ? 'warn' : 'fail', reason, observed, expected, remedy };
  },
});
