// The host that takes a domain's own mail, and its MTA-STS policy, as a scenario's `mailHost` says them.
import type { JsonObject } from '../../core/json.ts';
import { fill, holdWords } from '../scenario/fill.ts';
import { CERTIFICATES, type CertificateKind, readRelayBehaviour } from '../smtp/behaviour.ts';

export interface PolicySpec {
  readonly certificate: CertificateKind;
  readonly status: number;
  /** Empty: none is named. */
  readonly contentType: string;
  /** With a 3xx status. */
  readonly location: string;
  readonly body: string;
  /** Milliseconds before the answer. */
  readonly delayMs: number;
}

export interface MailHostSpec {
  /** Whose mail it takes. */
  readonly domain: string;
  /** The name that its certificate is for. */
  readonly hostName: string;
  /** As a relay's, see behaviour.ts. */
  readonly smtp: JsonObject;
  readonly policy: JsonObject;
}

const POLICY: PolicySpec = {
  certificate: 'valid',
  status: 200,
  contentType: 'text/plain',
  location: 'https://elsewhere.example/mta-sts.txt',
  body: '',
  delayMs: 0,
};

const MAIL_HOST: MailHostSpec = { domain: 'example.com', hostName: 'mx1.example.com', smtp: {}, policy: {} };

/** It takes mail from anyone. */
export const BEHAVIOUR_OF_HOST = { auth: 'missing' } as const;

/** Throws ScenarioError naming the place. */
export const readPolicy = (value: unknown, place: string): PolicySpec =>
  holdWords(fill(POLICY, value, place), { certificate: CERTIFICATES }, place);

/** Throws ScenarioError naming the place, of its SMTP and its policy too. */
export const readMailHost = (value: JsonObject, place: string): MailHostSpec => {
  const spec = fill(MAIL_HOST, value, place);
  readRelayBehaviour({ ...BEHAVIOUR_OF_HOST, ...spec.smtp }, `${place}.smtp`);
  readPolicy(spec.policy, `${place}.policy`);
  return spec;
};
