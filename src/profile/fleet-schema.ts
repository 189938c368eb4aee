// What fleet.yaml may say: the one statement of its keys, for the loader and for editors.
import { array, literal, maxLength, maxValue, minValue, number, picklist, pipe, readonly, union } from 'valibot';
import {
  address,
  date,
  dateOrTime,
  hostName,
  listOf,
  matching,
  maybe,
  orElse,
  section,
  text,
  whole,
  wholeSection,
  yesNo,
} from './fields.ts';
import { webUrl } from './urls.ts';
import { secretRef } from './secret-ref.ts';

const rate = () =>
  pipe(
    number('must be a number of reads a second, without quotes'),
    minValue(0.1, 'must be at least 0.1 reads a second'),
    maxValue(100, 'must be at most 100 reads a second'),
  );

const paceSchema = section({
  sesReadsPerSecond: orElse(rate(), 1),
  accounts: orElse(
    listOf(section({ account: matching(/^\d{12}(\/[a-z0-9-]+)?$/, 'an account, or account/region'), sesReadsPerSecond: rate() })),
    [],
  ),
  tenants: orElse(whole(1, 256, 'tenants'), 32),
  tenantsPerAccount: orElse(whole(1, 64, 'tenants'), 8),
  tenantSeconds: orElse(whole(10, 3600, 'seconds'), 300),
  pulseSeconds: orElse(whole(2, 600, 'seconds'), 60),
});

const dueSchema = section({
  certificationDays: orElse(whole(0, 365, 'days'), 30),
  certificateDays: orElse(whole(0, 365, 'days'), 21),
  credentialDays: orElse(whole(0, 365, 'days'), 14),
  quotaPercent: orElse(whole(1, 100, 'percent'), 85),
  suppressedInADay: orElse(whole(1, 1000, 'addresses'), 100),
});

const expectedSchema = section({ tenant: text(), check: text(), reason: text(), ticket: text(), expires: date() });

const windowSchema = section({ tenant: orElse(text(), '*'), from: dateOrTime(), to: dateOrTime(), ticket: text() });

const sharingSchema = section({
  tenants: orElse(text(), '*'),
  what: listOf(
    picklist(
      ['credential', 'webhook', 'topic', 'identity', 'account', 'probe'],
      'must be credential, webhook, topic, identity, account or probe',
    ),
  ),
  approvedBy: text(),
  reference: text(),
});

const alertSchema = section({
  name: matching(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a short name: small letters, digits and `-`'),
  webhook: maybe(webUrl()),
  secret: maybe(secretRef()),
  previousSecret: maybe(secretRef()),
  slack: maybe(secretRef()),
  email: maybe(
    section({
      host: hostName(),
      port: orElse(whole(1, 65_535, 'port'), 587),
      secure: orElse(yesNo(), false),
      username: maybe(text()),
      password: maybe(secretRef()),
      from: address(),
      to: address(),
    }),
  ),
});

export const fleetSchema = section({
  version: literal(1, 'must be 1'),
  name: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a short name: letters, digits, `.`, `_` and `-`'),
  profiles: listOf(union([text(), wholeSection({ list: text() })], 'must be a path, a pattern, `-`, or {list: FILE}')),
  exclude: orElse(listOf(text()), []),
  store: orElse(section({ sqlite: maybe(text()), postgres: maybe(secretRef()) }), {}),
  evidence: maybe(text()),
  pace: orElse(paceSchema, {}),
  due: orElse(dueSchema, {}),
  sharing: orElse(listOf(sharingSchema), []),
  alerts: orElse(listOf(alertSchema), []),
  windows: orElse(listOf(windowSchema), []),
  expected: orElse(
    pipe(
      array(expectedSchema, 'must be a list, one `- ` line for each'),
      maxLength(5000, 'must have at most 5000 entries'),
      readonly(),
    ),
    [],
  ),
});
