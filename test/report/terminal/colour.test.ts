// Colour repeats what the words say: without its sequences a text is what it is without colour, at every width; a terminal of ASCII gets ASCII.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import type { ProvisionPlan } from '../../../src/core/provision.ts';
import { adapterText } from '../../../src/report/terminal/adapter.ts';
import { evidenceListReport } from '../../../src/report/terminal/evidence-list.ts';
import { explainText } from '../../../src/report/terminal/explain.ts';
import { findingBlock } from '../../../src/report/terminal/finding-block.ts';
import { provisionText } from '../../../src/report/terminal/provision.ts';
import type { Style } from '../../../src/report/terminal/style.ts';
import { terminalReport } from '../../../src/report/terminal/terminal.ts';
import { worldsText } from '../../../src/report/terminal/worlds.ts';
import { certifiedDocument, failedDocument, missingToken } from '../../records.ts';

const change = { acts: [], commands: ['aws sns list-topics'], permissions: [], after: [], mends: [] };
const plan: ProvisionPlan = {
  schema: 'certify.provision/1',
  tenant: 'main-gym',
  region: 'ap-south-1',
  account: '111122223333',
  changes: [
    { ...change, action: 'create', resource: 'topic', name: 'squareos-email', differences: ['SHA-256 signatures'] },
    { ...change, action: 'change', resource: 'identity', name: 'example.com', differences: ['Easy DKIM with 2048 bits'] },
    { ...change, action: 'keep', resource: 'configuration set', name: 'squareos-main', differences: [] },
  ],
  leftOut: [{ what: 'The DKIM records are published.', why: 'certify publishes no DNS.', owner: 'DNS admin' }],
  unseen: [{ fact: 'sns.topic', why: 'SNS did not answer.' }],
  permissions: ['sns:CreateTopic'],
  held: null,
};

const NO_RECORD = { reason: null, finding: null, evidence: null };

const TEXTS: readonly (readonly [string, (style: Style) => string])[] = [
  ['the contract of the adapter', (style) => adapterText({ needed: false, callbackUrl: null, relay: null }, style)],
  ['a plan of changes', (style) => provisionText(plan, style, { next: 'certify provision ses --apply', verbose: true })],
  ['a report that certifies', (style) => terminalReport(certifiedDocument(), { ...style, verbose: true })],
  ['a report that does not', (style) => terminalReport(failedDocument(), { ...style, verbose: true })],
  ['every check explained', (style) => checks.map((check) => explainText({ check, ...NO_RECORD }, style)).join('\n')],
  ['a finding', (style) => findingBlock(missingToken, style)],
  ['an empty list of records', (style) => evidenceListReport([], false, style)],
  ['the worlds', (style) => worldsText([{ says: 'It fails', worlds: [{ name: 'one', title: 'One' }] }], style)],
];

describe.each([40, 80, 100])('at %i columns', (width) => {
  it.each(TEXTS)('%s is the same text in colour', (_, text) => {
    for (const unicode of [true, false]) {
      const coloured = text({ width, colour: true, unicode });
      expect(stripVTControlCharacters(coloured)).toBe(text({ width, colour: false, unicode }));
      expect(coloured).not.toContain(String.raw`\x1b`);
      if (!unicode) expect(text({ width, colour: false, unicode })).toMatch(/^[\n -~]*$/);
    }
  });
});

describe('a plan of changes', () => {
  it('keeps its count within 40 columns', () => {
    const lines = provisionText(plan, { width: 40, colour: false, unicode: true }, { next: null, verbose: false }).split('\n');
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
  });
});
