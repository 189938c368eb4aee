// What scripts/new-check.mjs --port writes: the door to a party that answers over https, where it leads to, and the lab that plays it.
import { capital } from './files.mjs';

export const portText = ({ party, noun }) => `// Say in one line which party stands behind this door.
export interface ${capital(party)}Port {
  /**
   * Say what is asked; the text of the answer. Throws ObservationError: \`absent\` for 404 and 410, \`denied\` for 401 and 403,
   * \`unreachable\` when no answer came, \`failed\` for every other one.
   */
  ${noun}(domain: string, signal: AbortSignal): Promise<string>;
}
`;

export const doorText = ({ party, noun }) => `// The door to ... : say whom it asks, and by which protocol.
import { ObservationError } from '../../core/errors.ts';
import type { ${capital(party)}Port } from '../../core/ports/${party}.ts';
import { guardedFetch } from '../http/http.ts';

export interface ${capital(party)}Options {
  /** Further authorities, PEM. */
  readonly ca?: string;
  readonly allowPrivate: boolean;
  /** Where a host is found; null: by the system's resolver. */
  readonly lookup: ((host: string) => Promise<readonly string[]>) | null;
  /** 443, or a lab's. */
  readonly port: number;
}

const HOST = '${party}.example';
const MOST_OCTETS = 65_536;
const ANSWER_MS = 10_000;

const STATE: { readonly [status: number]: 'absent' | 'denied' } = { 401: 'denied', 403: 'denied', 404: 'absent', 410: 'absent' };

export const create${capital(party)} = ({ ca, allowPrivate, lookup, port }: ${capital(party)}Options): ${capital(party)}Port => ({
  ${noun}: async (domain, signal) => {
    const { status, body } = await guardedFetch(\`https://\${HOST}:\${port}/\${encodeURIComponent(domain)}\`, {
      ...(ca === undefined ? {} : { ca }),
      allowPrivate,
      ...(lookup === null ? {} : { resolve: lookup }),
      maxBytes: MOST_OCTETS,
      timeoutMs: ANSWER_MS,
      signal,
    });
    if (status === 200) return body;
    const told = { code: \`http-\${status}\`, message: \`\${HOST} answered HTTP \${status}.\` };
    const state = STATE[status];
    throw new ObservationError(state === undefined ? { state: 'failed', host: HOST, ...told } : { state, ...told });
  },
});
`;

export const doorTestText = ({
  party,
  noun,
}) => `// The door to ... against the host that the lab plays: say what it answers with.
import { expect, it } from 'vitest';
import { start${capital(party)}Host } from '../../../src/lab/${party}-host/${party}-host.ts';
import { read${capital(party)}Host } from '../../../src/lab/${party}-host/spec.ts';
import { createAuthority } from '../../../src/lab/pki.ts';
import { create${capital(party)} } from '../../../src/world/${party}/${party}.ts';

it.each([
  [200, 'yes'],
  [404, { state: 'absent' }],
  [403, { state: 'denied' }],
  [503, { state: 'failed', code: 'http-503' }],
])('takes %i for what it is', async (status, told) => {
  const authority = await createAuthority();
  const host = await start${capital(party)}Host(read${capital(party)}Host({ status, body: 'yes' }, 'test'), authority);
  const door = create${capital(party)}({
    ca: authority.certPem,
    allowPrivate: true,
    lookup: async () => ['127.0.0.1'],
    port: host.port,
  });
  const answer: unknown = await door
    .${noun}('a.example', AbortSignal.timeout(5_000))
    .catch((error: { readonly unseen: object }) => error.unseen);
  await host.stop();
  if (typeof told === 'string') expect(answer).toBe(told);
  else expect(answer).toMatchObject(told);
});
`;

export const specText = ({ party }) => `// The host that answers for ${party}, as a scenario's \`${party}Host\` says it.
import type { JsonObject } from '../../core/json.ts';
import { fill, holdWords } from '../scenario/fill.ts';
import { CERTIFICATES, type CertificateKind } from '../smtp/behaviour.ts';

export interface ${capital(party)}HostSpec {
  /** The name that its certificate is for. */
  readonly hostName: string;
  readonly certificate: CertificateKind;
  readonly status: number;
  readonly body: string;
}

const HOST: ${capital(party)}HostSpec = { hostName: '${party}.example', certificate: 'valid', status: 200, body: '' };

/** Throws ScenarioError naming the place. */
export const read${capital(party)}Host = (value: JsonObject, place: string): ${capital(party)}HostSpec =>
  holdWords(fill(HOST, value, place), { certificate: CERTIFICATES }, place);
`;

export const hostText = ({ party }) => `// The host that answers for ${party}: HTTPS on loopback.
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Authority } from '../pki.ts';
import { relayCertificate } from '../smtp/certificate.ts';
import type { ${capital(party)}HostSpec } from './spec.ts';

export interface Lab${capital(party)}Host {
  readonly port: number;
  stop(): Promise<void>;
}

/** Under the authority, at this port or at any. */
export const start${capital(party)}Host = async (spec: ${capital(party)}HostSpec, authority: Authority, port = 0): Promise<Lab${capital(party)}Host> => {
  const tls = await relayCertificate(spec.certificate, authority, spec.hostName);
  const server = createServer({ cert: tls.certPem, key: tls.keyPem }, (_, response) =>
    response.writeHead(spec.status).end(spec.body),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
};
`;

const starter = ({ party }) => `/** The host that answers for ${party}. */
const start${capital(party)}: Start = async (scenario, keys, ports) => {
  if (scenario.${party}Host === null) return null;
  const spec = read${capital(party)}Host(scenario.${party}Host, \`\${scenario.name}.${party}Host\`);
  const host = await withPort(ports.preferred('${party}'), (port) => start${capital(party)}Host(spec, keys.authority, port));
  ports.used('${party}', host.port);
  return { found: { ${party}Port: host.port }, stop: () => host.stop() };
};

`;

/** path → [mark, what stands there then] for each place that a port is named in. */
export const portEdits = (given) => {
  const { party } = given;
  const Party = capital(party);
  const put = (mark, line) => [mark, `${line}\n${mark}`];
  return {
    'src/core/ports/reads.ts': [
      put('import type { SecretsPort }', `import type { ${Party}Port } from './${party}.ts';`),
      put(
        '  readonly environment: RunEnvironment;',
        `  /** null: a lab that does not play it. */\n  readonly ${party}: ${Party}Port | null;`,
      ),
    ],
    'src/core/places.ts': [
      put(
        '  /** The peers say of',
        `  /** Port of the host that answers for ${party}; null: a lab that does not play it. */\n  readonly ${party}Port: number | null;`,
      ),
    ],
    'src/profile/places.ts': [
      put(
        '    lab: profile.lab !== undefined,',
        `    ${party}Port: profile.lab === undefined ? 443 : (profile.lab.${party}Port ?? null),`,
      ),
    ],
    'src/profile/asked.ts': [
      put('      mailPorts: MAIL_PORTS,', `      ${party}Port: 443,`),
      ['mailPorts, lab: simulated } = placesOf', `mailPorts, ${party}Port, lab: simulated } = placesOf`],
      ['mailPorts, lab: simulated },', `mailPorts, ${party}Port, lab: simulated },`],
    ],
    'src/profile/schema.ts': [
      put('      mailPorts: maybe(section(', `      ${party}Port: maybe(whole(1, 65_535, 'port number')),`),
    ],
    'src/world/world.ts': [
      put('import { smtpDoor }', `import { create${Party} } from './${party}/${party}.ts';`),
      put(
        '    environment: runEnvironment(places),',
        `    ${party}:\n      places.${party}Port === null\n        ? null\n        : create${Party}({ ...trust, allowPrivate, lookup: outside, port: places.${party}Port }),`,
      ),
    ],
    'test/fakes/reads.ts': [put('  squareos: null,', `  ${party}: null,`)],
    'src/lab/scenario/types.ts': [
      put(
        '  /** The mailbox that the live message',
        `  /** The host that answers for ${party}; read by src/lab/${party}-host. */\n  readonly ${party}Host: JsonObject | null;`,
      ),
    ],
    'src/lab/scenario/scenario.ts': [
      put('import { readMailbox }', `import { read${Party}Host } from '../${party}-host/spec.ts';`),
      put('  mailbox: null as JsonValue,', `  ${party}Host: null as JsonValue,`),
      put('    mailbox: held(', `    ${party}Host: held(top.${party}Host, \`\${name}.${party}Host\`, read${Party}Host),`),
    ],
    'src/lab/outside.ts': [
      put(
        'import { type Ports,',
        `import { start${Party}Host } from './${party}-host/${party}-host.ts';\nimport { read${Party}Host } from './${party}-host/spec.ts';`,
      ),
      [
        'const HOSTS: readonly Start[] = [startInbound',
        `${starter(given)}const HOSTS: readonly Start[] = [startInbound, start${Party}`,
      ],
    ],
    'fixtures/scenarios/README.md': [
      put(
        '| `profile` |',
        `| \`${party}Host\` | the host that answers for ${party} (\`src/lab/${party}-host/spec.ts\`). Asked with \`dns.deep\`, which meets the mail hosts too: give \`mailHost\` as well |`,
      ),
    ],
  };
};
