// The network of a reader's machine: which host of the public leads to which party on loopback. network.cjs reads it in every command.
import type { RunningLab } from '../../src/lab/lab.ts';
import { connect as connectTls } from 'node:tls';
import { join } from 'node:path';
import { ROOT } from '../cli/certify.ts';
import { dial, type Door, type Outside } from './outside.ts';
import { ADDRESS } from './zones.ts';
import type { LabZones } from '../../src/lab/dns/zones.ts';

const LOADED_FIRST = join(ROOT, 'test', 'pages', 'network.cjs');

/** What all machines find outside; made once. */
export interface Hosts {
  readonly dns: Door;
  readonly webhook: Door;
  readonly greeter: Door;
  readonly mail: { readonly [domain: string]: { readonly smtp: Door; readonly https: Door } };
}

export const hostsOf = async (outside: Outside, zones: LabZones): Promise<Hosts> => {
  const domains = Object.keys(ADDRESS.mail);
  const [dns, webhook, greeter, ...mail] = await Promise.all([
    outside.resolver('dns.example', zones),
    outside.web(),
    outside.greeter('220 email-smtp.amazonaws.com ESMTP'),
    ...domains.map((domain) => outside.mailHost(domain)),
  ]);
  return {
    dns,
    webhook,
    greeter,
    mail: Object.fromEntries(domains.flatMap((domain, n) => (mail[n] ? [[domain, mail[n]]] : []))),
  };
};

/** Three labels deep, as AWS's hosts are. */
const OF_AWS = ['', 'us-east-1.', 'eu-west-1.', 'ap-south-1.'].map((region) => `*.${region}amazonaws.com`);

export interface Network {
  /** The variables with which a command finds itself in it. */
  readonly env: { readonly [name: string]: string };
  /** From now on what is sent to `from` comes out at `to`. */
  lead(from: Door, to: Door): void;
}

/** The network of a lab's world. */
export const networkOf = async (name: string, lab: RunningLab, outside: Outside, hosts: Hosts): Promise<Network> => {
  const { dns } = lab.endpoints;
  const ofLab = lab.endpoints.aws ?? '';
  const [aws, imap, squareos] = await Promise.all([
    outside.host(OF_AWS, () => dial(new URL(ofLab === '' ? 'http://127.0.0.1:9' : ofLab).host)),
    outside.host(['imap.example.com', 'imap.gmail.com'], () =>
      connectTls({ host: '127.0.0.1', port: lab.mailbox?.port ?? 9, rejectUnauthorized: false }),
    ),
    outside.host(['api.squareos.example'], () =>
      connectTls({ host: '127.0.0.1', port: Number(new URL(lab.endpoints.callback).port), rejectUnauthorized: false }),
    ),
  ]);
  const routes: { [from: Door]: Door } = {
    [`${ADDRESS.resolver}:53`]: dns.recursive,
    [`${ADDRESS.nameServer}:53`]: dns.authoritative,
    // The name servers of the lab's zones.
    '127.0.0.1:53': dns.authoritative,
    [`${ADDRESS.aws}:443`]: aws,
    [`${ADDRESS.aws}:465`]: aws,
    [`${ADDRESS.aws}:587`]: hosts.greeter,
    [`${ADDRESS.imap}:993`]: imap,
    [`${ADDRESS.squareos}:443`]: squareos,
    [`${ADDRESS.dns}:443`]: hosts.dns,
    '127.0.0.1:3000': hosts.webhook,
    ...Object.fromEntries(
      Object.entries(hosts.mail).flatMap(([domain, { smtp, https }]) => [
        [`${ADDRESS.mail[domain] ?? ''}:25`, smtp],
        [`${ADDRESS.mail[domain] ?? ''}:443`, https],
      ]),
    ),
  };
  const write = (): string => outside.file(`${name}.json`, JSON.stringify({ routes, resolver: ADDRESS.resolver }));
  return {
    env: { NODE_OPTIONS: `--require ${LOADED_FIRST}`, MACHINE_NETWORK: write() },
    lead: (from, to) => {
      routes[from] = to;
      write();
    },
  };
};
