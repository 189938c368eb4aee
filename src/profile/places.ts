// From a profile to the places of its parties.
import { statedAccount } from './account.ts';
import type { Places, ProbeSource, RelayAccount } from '../core/places.ts';
import type { Profile } from './profile.ts';

const sourceOf = (given: NonNullable<Profile['aws']>['probe']): ProbeSource => {
  const { accessKeyId, roleArn, externalId, profile } = given;
  if (accessKeyId !== undefined) return { kind: 'static', accessKeyId };
  if (roleArn !== undefined) return { kind: 'role', roleArn, ...(externalId === undefined ? {} : { externalId }) };
  return profile === undefined ? { kind: 'default-chain' } : { kind: 'profile', name: profile };
};

const sesPlace = (profile: Profile): Places['ses'] => {
  const { provider, ses, smtp } = profile;
  const behind = smtp?.ses;
  const account = statedAccount(profile);
  if (provider === 'SMTP' && behind?.region !== undefined) {
    return { region: behind.region, endpoints: behind.endpoints ?? ses?.endpoints ?? {}, account };
  }
  return ses === undefined ? null : { region: ses.region, endpoints: ses.endpoints, account };
};

const relayAccount = ({ smtp, squareos, live }: Profile): RelayAccount | null =>
  smtp === undefined
    ? null
    : {
        host: smtp.host,
        port: smtp.port,
        secure: smtp.secure,
        username: smtp.username ?? null,
        relay: smtp.relay ?? null,
        queueIdPattern: smtp.queueIdPattern ?? null,
        ehloName: smtp.ehloName ?? null,
        ses:
          smtp.ses === undefined
            ? null
            : {
                configurationSet: smtp.ses.configurationSet ?? null,
                tenant: smtp.ses.tenant ?? null,
                identityArn: smtp.ses.identityArn ?? null,
              },
        sender: squareos.sender.returnPath ?? squareos.sender.senderValue,
        recipient: live.recipient,
      };

const squareosPlace = ({ squareos: { state } }: Profile): Places['squareos'] => {
  if (state?.export !== undefined) return { export: state.export };
  return state?.baseUrl === undefined ? null : { baseUrl: state.baseUrl, map: state.map };
};

const inboxPlace = ({ live: { inbox } }: Profile): Places['inbox'] => {
  const imap = inbox?.imap;
  if (imap === undefined) return null;
  const { host, port, secure, username, accessToken } = imap;
  return {
    host,
    port: port ?? (secure ? 993 : 143),
    secure,
    username,
    login: accessToken === undefined ? 'password' : 'token',
    folders: inbox?.folders ?? [],
  };
};

/** Where the hosts that take mail listen, outside a lab. */
export const MAIL_PORTS: Places['mailPorts'] = { https: 443, smtp: 25 };

export const placesOf = (profile: Profile): Places => {
  const { aws, dns, trust, callback } = profile;
  return {
    ses: sesPlace(profile),
    probe: sourceOf(aws?.probe ?? {}),
    provision: aws?.provision === undefined ? null : sourceOf(aws.provision),
    sendKey: aws?.send?.accessKeyId ?? null,
    relay: relayAccount(profile),
    resolvers: dns.resolvers,
    authoritativePort: dns.authoritativePort ?? null,
    caFile: trust.caFile ?? null,
    callbackUrl: callback.url,
    squareos: squareosPlace(profile),
    ledger: { baseUrl: callback.ledger.baseUrl ?? null, map: callback.ledger.map },
    inbox: inboxPlace(profile),
    mailPorts: profile.lab === undefined ? MAIL_PORTS : (profile.lab.mailPorts ?? null),
    lab: profile.lab !== undefined,
  };
};
