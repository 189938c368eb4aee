// The public test suite of RFC 7208 (fixtures/spf, with its licence), in full: every case must give one of the results it allows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { SpfLookup } from '../../../src/mail/spf/check.ts';
import { evaluateSpf } from '../../../src/mail/spf/evaluate.ts';

type Entry = string | { readonly [type: string]: unknown };

interface Case {
  readonly helo: string;
  readonly host: string;
  readonly mailfrom: string;
  readonly result: string | readonly string[];
  readonly explanation?: string;
}

interface Section {
  readonly description: string;
  readonly tests: { readonly [name: string]: Case };
  readonly zonedata: { readonly [name: string]: readonly Entry[] };
}

const FILE = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'spf', 'rfc7208-tests.yml');
const sections = parseAllDocuments(readFileSync(FILE, 'utf8'), { uniqueKeys: false }).map(
  (document) => document.toJS() as Section,
);

const isRecord = (entry: Entry): entry is { readonly [type: string]: unknown } => typeof entry === 'object';

const text = (value: unknown): string => (Array.isArray(value) ? value.map(String).join('') : String(value));

const shown = (type: string, value: unknown): string => {
  if (type === 'MX' && Array.isArray(value)) return `${String(value[0])} ${String(value[1])}`;
  return type === 'TXT' ? text(value) : String(value);
};

/** The suite's rules: SPF stands for TXT where no TXT is given; TIMEOUT alone answers nothing; a name that is not there is NXDOMAIN. */
const lookupIn = (zone: Section['zonedata']): SpfLookup => {
  const names = new Map(Object.entries(zone).map(([name, entries]) => [name.toLowerCase(), entries]));
  const ask = async (name: string, type: string, depth: number): ReturnType<SpfLookup> => {
    const entries = names.get(name.toLowerCase().replace(/\.$/, ''));
    if (entries === undefined) return { outcome: 'nxdomain', values: [] };
    const records = entries.filter(isRecord);
    const cname = records.find((record) => 'CNAME' in record);
    if (cname !== undefined && depth < 8) return ask(String(cname['CNAME']), type, depth + 1);
    const has = (one: string): boolean => records.some((record) => one in record && record[one] !== 'NONE');
    const wanted = type === 'TXT' && !records.some((record) => 'TXT' in record) && has('SPF') ? 'SPF' : type;
    const values = records
      .filter((record) => wanted in record && record[wanted] !== 'NONE')
      .map((record) => shown(type, record[wanted]));
    if (values.some((value) => value === 'TIMEOUT')) return { outcome: 'timeout', values: [] };
    if (values.length > 0) return { outcome: 'found', values };
    return { outcome: entries.includes('TIMEOUT') ? 'timeout' : 'nodata', values: [] };
  };
  return (name, type) => ask(name, type, 0);
};

const cases = sections.flatMap((section) =>
  Object.entries(section.tests).map(([name, one]) => [section.description, name, one, lookupIn(section.zonedata)] as const),
);

describe('the public suite of RFC 7208', () => {
  it('is there in full', () => {
    expect(cases.length).toBeGreaterThan(190);
  });

  it.each(cases)('%s: %s', async (_section, _name, one, lookup) => {
    const got = await evaluateSpf({ ip: one.host, sender: one.mailfrom ?? '', helo: one.helo, lookup, receiver: 'unknown' });
    expect([one.result].flat()).toContain(got.result);
    if (one.explanation !== undefined && got.result === 'fail') {
      expect(got.explanation ?? 'DEFAULT').toBe(one.explanation);
    }
  });
});
