// A lab relay and the settings of a session with it, for the tests of this folder.
import { Secret } from '../../../src/core/secret.ts';
import type { OutgoingMessage } from '../../../src/core/ports/smtp.ts';
import { readRelayBehaviour } from '../../../src/lab/smtp/behaviour.ts';
import { startLabRelay, type LabRelay, type RelayOptions } from '../../../src/lab/smtp/relay.ts';
import { createAuthority, type Authority } from '../../../src/lab/pki.ts';
import type { SenderSettings } from '../../../src/world/smtp/settings.ts';
import type { TranscriptLine } from '../../../src/world/smtp/transcript.ts';

export const HOST = 'smtp.relay.example';
export const PASSWORD = 'correct horse battery+staple/9';

let authority: Promise<Authority> | undefined;

export interface Stand {
  readonly relay: LabRelay;
  readonly lines: TranscriptLine[];
  /** Settings for the STARTTLS port, or the implicit one. */
  readonly settings: (secure?: boolean, more?: Partial<SenderSettings>) => SenderSettings;
}

/** Starts a relay that behaves so; every session in the test reaches it as HOST. */
export const stand = async (
  behaviour: object = {},
  callback: { url: string; token: string } | null = null,
  past?: RelayOptions['past'],
): Promise<Stand> => {
  authority ??= createAuthority();
  const relay = await startLabRelay({
    host: '127.0.0.1',
    hostName: HOST,
    authority: await authority,
    users: [{ username: 'apikey', password: PASSWORD }],
    behaviour: readRelayBehaviour(behaviour, 'test'),
    callback,
    ...(past === undefined ? {} : { past }),
  });
  const ca = (await authority).certPem;
  const lines: TranscriptLine[] = [];
  // Short where nothing will come; else as long as a busy machine may take.
  const { speech, finalDot } = behaviour as { readonly speech?: string; readonly finalDot?: string };
  const timeouts = {
    greeting: speech === 'silent' || speech === 'tarpit' ? 400 : 2_500,
    command: 10_000,
    finalDot: finalDot === 'silent' ? 400 : 10_000,
    tls: 10_000,
    quit: 500,
  };
  const settings: Stand['settings'] = (secure = false, more = {}) => ({
    target: { host: HOST, port: secure ? relay.tlsPort : relay.port, secure },
    username: 'apikey',
    password: new Secret('env:CERTIFY_SMTP_PASSWORD', PASSWORD),
    ca,
    ehloName: 'certify.gym.example',
    allowPrivate: true,
    sender: 'billing@gym.example',
    recipient: 'ops@example.com',
    lookup: async () => ['127.0.0.1'],
    timeouts,
    transcript: (line) => lines.push(line),
    ...more,
  });
  return { relay, lines, settings };
};

export const message: OutgoingMessage = {
  from: 'Gym Billing <billing@gym.example>',
  to: 'ops@example.com',
  replyTo: 'help@gym.example',
  subject: 'certify run r-1',
  text: 'First line\n.dot line\n..two dots\nÜmlaut',
  nonce: 'r-1',
  messageId: 'r-1@gym.example',
};
