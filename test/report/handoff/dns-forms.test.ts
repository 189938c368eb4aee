// One set of changes in the forms that DNS providers import.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { handoff } from '../../../src/report/handoff/handoff.ts';
import { cloudflareForm, octodnsForm, route53Form, terraformForm, zoneForm } from '../../../src/report/handoff/dns-forms.ts';
import type { RecordChange } from '../../../src/report/handoff/dns-set.ts';
import { digLines, dnsForm } from '../../../src/report/handoff/dns-text.ts';
import { failedDocument, missingToken } from '../../records.ts';

const change = (over: Partial<RecordChange>): RecordChange => ({
  name: 'a.example.com',
  type: 'TXT',
  ttl: 3600,
  add: [],
  remove: [],
  keep: [],
  currentTtl: 300,
  checks: ['check'],
  ...over,
});

const CNAME = change({ type: 'CNAME', add: ['t.dkim.amazonses.com'] });
const MX = change({ type: 'MX', add: ['10 mx.example.net'], remove: ['20 old.example.net'] });
const GONE = change({ remove: ['v=spf1 -all'] });
const LONG = change({ add: [`v=DKIM1; p=${'A'.repeat(300)}`] });

describe('as a zone file', () => {
  it('names are absolute, and what goes is a comment', () => {
    expect(zoneForm([GONE, CNAME, MX]).split('\n')).toEqual([
      '; remove: a.example.com. 300 IN TXT "v=spf1 -all"',
      'a.example.com. 3600 IN CNAME t.dkim.amazonses.com.',
      '; remove: a.example.com. 300 IN MX 20 old.example.net.',
      'a.example.com. 3600 IN MX 10 mx.example.net.',
    ]);
  });

  it('long texts are strings of at most 255 characters', () => {
    const strings = [...zoneForm([LONG]).matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(strings.map((text) => text.length)).toEqual([255, 56]);
  });
});

describe('for Route 53', () => {
  const only = (one: RecordChange) => route53Form([one], 'example.com');

  it('a set is replaced with everything that stays in it', () => {
    const [first] = only(change({ add: ['new'], remove: ['old'], keep: ['stays "x"'] })).batch.Changes;
    expect(first).toEqual({
      Action: 'UPSERT',
      ResourceRecordSet: {
        Name: 'a.example.com.',
        Type: 'TXT',
        TTL: 3600,
        ResourceRecords: [{ Value: String.raw`"stays \"x\""` }, { Value: '"new"' }],
      },
    });
  });

  it('nothing is overwritten where it is not known what else stands there', () => {
    expect(only(change({ add: ['new'], keep: null })).batch.Changes[0]?.Action).toBe('CREATE');
    const { batch, byHand } = only(change({ add: ['new'], remove: ['old'], keep: null }));
    expect(batch.Changes).toEqual([]);
    expect(byHand[0]).toContain('a.example.com');
  });

  it('a deletion carries the TTL that stands there, and is left to a person when it is not known', () => {
    expect(only(GONE).batch.Changes[0]).toMatchObject({ Action: 'DELETE', ResourceRecordSet: { TTL: 300 } });
    expect(only({ ...GONE, currentTtl: null })).toMatchObject({
      batch: { Changes: [] },
      byHand: [expect.stringContaining('by hand')],
    });
  });

  it('what goes goes before a CNAME comes', () => {
    const { Changes } = route53Form([CNAME, GONE], 'example.com').batch;
    expect(Changes.map(({ Action }) => Action)).toEqual(['DELETE', 'UPSERT']);
  });

  it('the comment is short enough', () => expect(route53Form([], 'x'.repeat(400)).batch.Comment.length).toBeLessThanOrEqual(256));
});

describe('for Cloudflare', () => {
  it('a new CNAME is “DNS only”, a change is one, a removal is one', () => {
    expect(cloudflareForm([CNAME, MX, GONE])).toEqual({
      deletes: [{ id: '<id of TXT a.example.com "v=spf1 -all">' }],
      patches: [
        {
          id: '<id of MX a.example.com 20 old.example.net.>',
          type: 'MX',
          name: 'a.example.com',
          content: 'mx.example.net',
          priority: 10,
          ttl: 3600,
          comment: 'certify: check',
        },
      ],
      posts: [
        {
          type: 'CNAME',
          name: 'a.example.com',
          content: 't.dkim.amazonses.com',
          ttl: 3600,
          proxied: false,
          comment: 'certify: check',
        },
      ],
    });
  });

  it('it is said that ids have to be filled in, and only then', () => {
    expect(dnsForm([MX], 'cloudflare', 'x').notes).toHaveLength(1);
    expect(dnsForm([CNAME], 'cloudflare', 'x').notes).toEqual([]);
  });
});

describe('the hand-off', () => {
  it('checks each name once', () =>
    expect(digLines([GONE, GONE, MX])).toEqual(['dig +short a.example.com TXT', 'dig +short a.example.com MX']));

  it('has the forms for the DNS admin, and for nobody else', () => {
    const record = failedDocument({ findings: [missingToken] });
    expect(handoff(record, 'dns-admin')).toContain('- Add at `def._domainkey.example.com`: `CNAME def.dkim.amazonses.com.`');
    expect(handoff(record, 'dns-admin')).toContain('change-resource-record-sets');
    expect(handoff(record, 'aws-admin')).not.toContain('change-resource-record-sets');
  });
});

describe('as Terraform', () => {
  it('declares the whole set, and SPF macros and quotation marks begin no template', () => {
    const { text, byHand } = terraformForm([
      change({ add: ['v=spf1 exists:%{i}.x "a" ${b}'], keep: ['stays'], remove: ['old'] }),
    ]);
    expect(text).toContain('resource "aws_route53_record" "a_example_com_txt" {');
    expect(text).toContain(String.raw`records = ["stays", "v=spf1 exists:%%{i}.x \\\"a\\\" $${'$'}{b}"]`);
    expect(byHand.join(' ')).toContain('terraform import aws_route53_record.a_example_com_txt ZONEID_a.example.com_TXT');
  });

  it('parts a long text by two quotation marks, as the provider wants it', () => {
    const [, value = ''] = /records = \["(.*)"\]/.exec(terraformForm([LONG]).text) ?? [];
    expect(value.split(String.raw`\"\"`).map((text) => text.length)).toEqual([255, 56]);
  });

  it('leaves to a person what takes a set away, or could overwrite what nobody saw', () => {
    expect(terraformForm([GONE])).toEqual({
      text: '',
      byHand: [expect.stringContaining('Take TXT a.example.com (v=spf1 -all) out')],
    });
    expect(terraformForm([change({ add: ['x'], remove: ['y'], keep: null })]).byHand).toEqual([
      expect.stringContaining('by hand'),
    ]);
  });
});

describe('as octoDNS', () => {
  it('is the YAML of the zone, with names below it, semicolons escaped and targets whole', () => {
    const { text } = octodnsForm([
      change({ add: ['v=DMARC1; p=none'], name: '_dmarc.example.com' }),
      CNAME,
      MX,
      change({ add: ['x'] }),
    ]);
    const [, yaml = ''] = text.split('merge this into the zone’s file\n');
    expect(parse(yaml)).toEqual({
      _dmarc: [{ type: 'TXT', ttl: 3600, values: [String.raw`v=DMARC1\; p=none`] }],
      a: [
        { type: 'CNAME', ttl: 3600, value: 't.dkim.amazonses.com.' },
        { type: 'MX', ttl: 3600, values: [{ preference: 10, exchange: 'mx.example.net.' }] },
        { type: 'TXT', ttl: 3600, values: ['x'] },
      ],
    });
  });

  it('is one file a zone', () => {
    const { text } = octodnsForm([CNAME, change({ name: 'example.org', add: ['x'] })]);
    expect(text).toContain('# example.com.yaml');
    expect(text).toContain('# example.org.yaml: merge this into the zone’s file\n"":');
  });
});

describe('a form with nothing to import', () => {
  const FORMS = ['zone', 'route53', 'cloudflare', 'terraform', 'octodns'] as const;

  it.each(FORMS)('is empty as %s: providers refuse an empty batch', (form) =>
    expect(dnsForm([], form, 'x')).toEqual({ text: '', notes: [] }),
  );

  it('still says what is done by hand', () => {
    const { text, notes } = dnsForm([change({ remove: ['v=spf1 -all'], currentTtl: null })], 'route53', 'x');
    expect([text, notes]).toEqual(['', [expect.stringContaining('by hand: its TTL is not known here')]]);
  });
});
