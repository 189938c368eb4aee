// What lies in a reader's directory.
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RunningLab } from '../../src/lab/lab.ts';
import { parseDocument } from 'yaml';
import { ROOT } from '../cli/certify.ts';
import { RECEIVER } from '../cli/receiver-config.ts';
import { ED25519, signed } from '../fakes/dkim-signer.ts';
import { BARE, lines, RECEIVED } from '../fakes/messages.ts';
import { zip } from '../fakes/zip.ts';
import { reportXml } from '../mail/dmarc/report-xml.ts';
import type { Where } from './worlds.ts';

/** The gym as it would be outside of a lab: every party by its own name. */
const realOf = (text: string): string => {
  const profile = parseDocument(text);
  for (const path of [['lab'], ['ses', 'endpoints'], ['dns'], ['trust']]) if (profile.hasIn(path)) profile.deleteIn(path);
  return String(profile).replaceAll(/https:\/\/127\.0\.0\.1:\d+/g, 'https://api.squareos.example');
};

const fleetOf = ({ postgres }: Where): string =>
  `version: 1\nname: gyms\nprofiles: [gym.yaml]\npace: {sesReadsPerSecond: 100}\n${postgres ? 'store: {postgres: "env:CERTIFY_FLEET_STORE"}\n' : ''}`;

/** What the receiver of the invoice says of it. */
const RESULTS = lines(
  'Authentication-Results: mx.receiver.example;',
  '\tdkim=pass header.d=relay.example header.s=k; dkim=pass header.d=example.com header.s=s1;',
  '\tspf=pass smtp.mailfrom=mail.example.com; dmarc=pass header.from=example.com',
);

/** Of the page that tells it, for development; at a free port, to which the page's leads. */
const receiverOf = ({ name }: Where): string => {
  if (name !== 'docs/receiver.md') return RECEIVER;
  const page = readFileSync(join(ROOT, name), 'utf8');
  const [, config = ''] = /```yaml\n(version: 1\nlisten:[^]*?)```/.exec(page) ?? [];
  return config.replace('port: 8025', 'port: 0').replace('requireSnsSignature: true', 'requireSnsSignature: false');
};

export const layOut = (path: string, where: Where, lab: RunningLab, bin: string): void => {
  const at = (name: string): string => join(path, name);
  for (const folder of ['gyms', 'reports', 'parts', 'results', 'bin', 'tenants/north'])
    mkdirSync(at(folder), { recursive: true });
  for (const name of ['gym.yaml', 'main-gym.yaml', 'gyms/main-gym.yaml']) {
    lab.writeProfile(at(name));
    writeFileSync(at(name), readFileSync(at(name), 'utf8').replaceAll('LAB-1', 'TICKET-1'));
  }
  writeFileSync(at('real-gym.yaml'), realOf(readFileSync(at('gym.yaml'), 'utf8')));
  writeFileSync(at('side-gym.yaml'), readFileSync(at('gym.yaml'), 'utf8').replace(/^tenant: .*$/m, 'tenant: side-gym'));
  copyFileSync(at('side-gym.yaml'), at('tenants/north/side-gym.yaml'));
  const held = readFileSync(join(ROOT, 'docs', 'squareos-state.example.json'), 'utf8');
  writeFileSync(at('export.json'), held.replace(/(?<="exportedAt": ")[^"]*/, new Date().toISOString()));
  copyFileSync(join(ROOT, 'runbooks', 'ses.yaml'), at('our-ses.yaml'));
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(at('team.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(at('team.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  for (const name of ['fleet.yaml', 'gyms/fleet.yaml'])
    writeFileSync(at(name), fleetOf(where).replace('gym.yaml', name === 'fleet.yaml' ? 'gym.yaml' : 'main-gym.yaml'));
  writeFileSync(at('receiver.yaml'), receiverOf(where));
  writeFileSync(at('domains.txt'), 'good.example\n');
  writeFileSync(
    at('invoice.eml'),
    RESULTS +
      RECEIVED +
      signed(signed(BARE.replace(/^From: .*$/m, '$&\r\nReply-To: help@example.com')), {
        domain: 'relay.example',
        selector: 'k',
        key: ED25519,
      }),
  );
  writeFileSync(at('reports/one.xml.gz'), gzipSync(reportXml({ rows: [{}] })));
  writeFileSync(at('reports/three.zip'), zip('three.xml', reportXml({ rows: [{}] })));
  writeFileSync(at('reports/two.xml'), reportXml({ rows: [{}] }));
  writeFileSync(at('bin/certify'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`, { mode: 0o755 });
};
