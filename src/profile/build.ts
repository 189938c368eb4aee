// The file's values → the profile as the rest of certify sees it: references parsed, what was left out given its one meaning.
import type {
  CallbackSection,
  LiveSection,
  ProbeCredential,
  Profile,
  SecretRef,
  SendCredential,
  SesSection,
  SmtpSection,
} from '../core/profile.ts';
import { sesSmtpRegion } from '../aws/region.ts';
import type { Raw } from './rule.ts';
import type { RawProfile } from './schema.ts';
import { parseSecretRef } from './secret-ref.ts';

const ref = (text: string): SecretRef => {
  const parsed = parseSecretRef(text);
  if (parsed === null) throw new Error('A reference that the schema let through cannot be read.');
  return parsed;
};

/** `{key: ref}` where the text is there, else nothing: a key left out stays left out. */
const refAt = <K extends string>(key: K, text: string | undefined): { readonly [P in K]?: SecretRef } =>
  text === undefined ? {} : ({ [key]: ref(text) } as { readonly [P in K]?: SecretRef });

/** An empty configuration set is how people write "none". */
const withoutEmptySet = <T extends { readonly configurationSet?: string }>(
  section: T,
): Omit<T, 'configurationSet'> & { readonly configurationSet?: string } => {
  const { configurationSet, ...rest } = section;
  return configurationSet === undefined || configurationSet === '' ? rest : { ...rest, configurationSet };
};

const ses = (raw: NonNullable<Raw['ses']>): SesSection => ({ ...withoutEmptySet(raw), endpoints: raw.endpoints ?? {} });

const probe = (raw: NonNullable<NonNullable<Raw['aws']>['probe']>): ProbeCredential => {
  const { secretAccessKey, sessionToken, ...plain } = raw;
  return { ...plain, ...refAt('secretAccessKey', secretAccessKey), ...refAt('sessionToken', sessionToken) };
};

const send = (raw: NonNullable<NonNullable<Raw['aws']>['send']>): SendCredential => ({
  accessKeyId: raw.accessKeyId,
  ...refAt('secretAccessKey', raw.secretAccessKey),
  ...refAt('sessionToken', raw.sessionToken),
});

/** SES's SMTP hosts name their region; from here on it stands in the profile either way. */
const sesBehind = (raw: NonNullable<NonNullable<Raw['smtp']>['ses']>, host: string): NonNullable<SmtpSection['ses']> => {
  const region = raw.region ?? sesSmtpRegion(host);
  return { ...withoutEmptySet(raw), ...(region === null ? {} : { region }) };
};

const smtp = (raw: NonNullable<Raw['smtp']>): SmtpSection => {
  const { password, ses: inner, ...plain } = raw;
  return { ...plain, ...refAt('password', password), ...(inner === undefined ? {} : { ses: sesBehind(inner, raw.host) }) };
};

const callback = (raw: Raw['callback']): CallbackSection => {
  const { verifyToken, ledger, ...plain } = raw;
  const { token, writeToken, map, ...where } = ledger;
  return {
    ...plain,
    verifyToken: ref(verifyToken),
    ledger: { ...where, ...refAt('token', token), ...refAt('writeToken', writeToken), map: map ?? {} },
  };
};

/** Whether certify itself could send: the sending credential is complete. */
const canSend = (raw: Raw): boolean =>
  raw.provider === 'SES' ? raw.aws?.send?.secretAccessKey !== undefined : raw.smtp?.password !== undefined;

const live = (raw: Raw, trigger: unknown): LiveSection => ({
  recipient: raw.live.recipient,
  optIn: raw.live.optIn,
  // In production the platform sends, because that is what is being certified; elsewhere whoever can.
  via: raw.live.via ?? (raw.environment === 'production' || !canSend(raw) ? 'squareos' : 'provider'),
  trigger: (trigger ?? 'person') as LiveSection['trigger'],
  ...(raw.live.campaign === undefined ? {} : { campaign: raw.live.campaign }),
  rehearse: raw.live.rehearse ?? [],
});

/** `given` is the same profile with its nulls: the body of a trigger is data and keeps them. */
export const buildProfile = (raw: Raw, given: RawProfile): Profile => ({
  version: 1,
  tenant: raw.tenant,
  environment: raw.environment,
  provider: raw.provider,
  ...(raw.routing === undefined ? {} : { routing: raw.routing }),
  ...(raw.ses === undefined ? {} : { ses: ses(raw.ses) }),
  ...(raw.aws === undefined && raw.provider !== 'SES' && raw.smtp?.ses === undefined
    ? {}
    : { aws: { probe: probe(raw.aws?.probe ?? {}), ...(raw.aws?.send === undefined ? {} : { send: send(raw.aws.send) }) } }),
  ...(raw.smtp === undefined ? {} : { smtp: smtp(raw.smtp) }),
  sending: raw.sending ?? {},
  dns: {
    resolvers: raw.dns?.resolvers ?? [],
    authoritative: raw.dns?.authoritative ?? true,
    ...(raw.dns?.authoritativePort === undefined ? {} : { authoritativePort: raw.dns.authoritativePort }),
  },
  trust: raw.trust ?? {},
  ...(raw.lab === undefined ? {} : { lab: raw.lab }),
  squareos: {
    ...raw.squareos,
    sender: { ...raw.squareos.sender, dkimSelectors: raw.squareos.sender.dkimSelectors ?? [] },
    templates: raw.squareos.templates ?? {},
  },
  callback: callback(raw.callback),
  live: live(raw, given.live.trigger),
  ...(raw.extraction === undefined ? {} : { extraction: raw.extraction }),
  attestations: raw.attestations ?? [],
  limitations: raw.limitations ?? [],
});
