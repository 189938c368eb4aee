import { describe, expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { dmarcRecord } from '../../../src/checks/dns/dmarc-record.ts';
import { alignmentProbe } from '../../../src/probes/dns/alignment.ts';
import { dmarcProbe } from '../../../src/probes/dns/dmarc.ts';
import { changesOf } from './changes.ts';
import { factFrom, noCaches, observed, senderProfile, staleCaches } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

type Declared = Parameters<typeof senderProfile>[0];

const judge = async (
  zone: Zone,
  from = 'billing@example.com',
  declared: Declared = {},
  where: typeof noCaches | ReturnType<typeof staleCaches> = noCaches,
): Promise<Finding> => {
  const asked = { zone, profile: senderProfile({ senderValue: from, ...declared }) };
  const [value, alignment] = await Promise.all([factFrom(dmarcProbe, asked), factFrom(alignmentProbe, asked)]);
  return toldBy(
    dmarcRecord,
    dmarcRecord.evaluate({ ...where, 'dns.dmarc': { state: 'observed', value }, 'dns.alignment': observed(alignment) }),
  );
};

const RECORD = 'v=DMARC1; p=reject; rua=mailto:dmarc@example.com';

describe('dmarc-record', () => {
  it('passes with a policy at the From domain', async () => {
    const judgement = await judge({ '_dmarc.example.com': { TXT: [RECORD] } });
    expect(judgement).toMatchObject({ status: 'pass', reason: 'ok', observed: { policy: 'reject', at: '_dmarc.example.com' } });
  });

  it('passes with p=none, and says so', async () => {
    expect(await judge({ '_dmarc.example.com': { TXT: ['v=DMARC1; p=none'] } })).toMatchObject({
      status: 'pass',
      reason: 'policy-none',
    });
  });

  it('takes the parent’s sp for a subdomain, and np where the subdomain does not exist', async () => {
    const parent: Zone = { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; sp=quarantine; np=none'] } };
    expect(await judge({ ...parent, 'mail.example.com': { MX: ['10 mx.example.com'] } }, 'a@mail.example.com')).toMatchObject({
      observed: { policy: 'quarantine', organizationalDomain: 'example.com' },
    });
    expect(await judge(parent, 'a@gone.example.com')).toMatchObject({ status: 'pass', reason: 'policy-none' });
  });

  it('follows a CNAME at _dmarc', async () => {
    const zone: Zone = { '_dmarc.example.com': { CNAME: ['d.vendor.example'] }, 'd.vendor.example': { TXT: [RECORD] } };
    expect(await judge(zone)).toMatchObject({ status: 'pass' });
  });

  it.each<[string, Zone, string]>([
    ['nothing is published', {}, 'missing'],
    ['two records are published', { '_dmarc.example.com': { TXT: [RECORD, 'v=DMARC1; p=none'] } }, 'several-records'],
    ['it stands at the doubled name', { '_dmarc.example.com.example.com': { TXT: [RECORD] } }, 'doubled-domain'],
    ['it stands at the domain itself', { 'example.com': { TXT: [RECORD] } }, 'at-the-domain-itself'],
    ['it is joined to the SPF record', { 'example.com': { TXT: [`v=spf1 include:a.example ~all ${RECORD}`] } }, 'joined-to-spf'],
    ['it is joined without a blank', { 'example.com': { TXT: [`v=spf1 mx ~all${RECORD}`] } }, 'joined-to-spf'],
    ['the version is in lower case', { '_dmarc.example.com': { TXT: ['v=dmarc1; p=reject'] } }, 'not-read-as-dmarc'],
    ['the version is missing', { '_dmarc.example.com': { TXT: ['DMARC1; p=reject'] } }, 'not-read-as-dmarc'],
    ['p is wrong and nobody gets reports', { '_dmarc.example.com': { TXT: ['v=DMARC1; p=rejected'] } }, 'no-policy'],
    ['a wildcard answers with SPF', { '*.example.com': { TXT: ['v=spf1 -all'] }, 'example.com': {} }, 'other-txt'],
    ['the CNAME leads nowhere', { '_dmarc.example.com': { CNAME: ['gone.vendor.example'] } }, 'dangling-cname'],
  ])('fails when %s', async (_, zone, reason) => {
    const judgement = await judge(zone);
    expect(judgement).toMatchObject({ status: 'fail', reason });
    expect(judgement.fix).toMatch(/_dmarc\.example\.com\. 3600 IN TXT "v=DMARC1; p=/);
  });

  it('names one of the several records to keep, where they stand', async () => {
    const zone: Zone = { '_dmarc.example.com': { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=reject; rua=mailto:a@example.com'] } };
    const judgement = await judge(zone, 'a@news.example.com');
    expect(judgement.remedy[0]?.records).toMatchObject([
      { name: '_dmarc.example.com', remove: ['v=DMARC1; p=none'], keep: ['v=DMARC1; p=reject; rua=mailto:a@example.com'] },
    ]);
  });

  it('keeps the misplaced record’s own text in the fix', async () => {
    expect((await judge({ 'example.com': { TXT: [RECORD] } })).fix).toContain(`"${RECORD}"`);
  });

  it('treats a wrong p as none when somebody gets the reports, and says so', async () => {
    const zone: Zone = { '_dmarc.example.com': { TXT: ['v=DMARC1; p=rejected; rua=mailto:a@example.com'] } };
    expect(await judge(zone)).toMatchObject({ status: 'warn', reason: 'p-invalid', observed: { policy: 'none' } });
  });

  it.each([
    ['v=DMARC1; p=reject; adkim=strict', 'adkim-invalid'],
    ['v=DMARC1; p=reject; rua=dmarc@example.com', 'rua-invalid'],
    ['v=DMARC1; p=reject; rua=mailto: dmarc@example.com', 'rua-invalid'],
    ['v=DMARC1; p=reject; rua=mailto:<dmarc@example.com>', 'rua-invalid'],
    ['v=DMARC1; p=reject; rua="mailto:dmarc@example.com"', 'rua-invalid'],
    ['v=DMARC1; p=reject; rua=', 'rua-invalid'],
    ['v=DMARC1; p=reject; p=none', 'duplicate-tag'],
    ['v=DMARC1; p=reject; rua mailto:a@example.com', 'malformed-tag'],
    ['v=DMARC1; rua=mailto:a@example.com; p=reject', 'p-not-second'],
  ])('warns of %s', async (text, reason) => {
    expect(await judge({ '_dmarc.example.com': { TXT: [text] } })).toMatchObject({ status: 'warn', reason });
  });

  it('does not let a parent’s policy hide a record of the From domain that receivers discard', async () => {
    const parent: Zone = { '_dmarc.example.com': { TXT: [RECORD] } };
    const own = (...texts: readonly string[]): Zone => ({ ...parent, '_dmarc.mail.example.com': { TXT: texts } });
    expect(await judge(own(RECORD, RECORD), 'a@mail.example.com')).toMatchObject({ status: 'fail', reason: 'several-records' });
    expect(await judge(own('v=dmarc1; p=none'), 'a@mail.example.com')).toMatchObject({
      status: 'fail',
      reason: 'not-read-as-dmarc',
    });
    expect(await judge(own('v=DMARC1; p=maybe'), 'a@mail.example.com')).toMatchObject({ status: 'fail', reason: 'no-policy' });
  });

  it.each([
    ['example.com', 'a@example.com'],
    ['example.com', 'a@mail.example.com'],
    ['mail.example.com', 'a@mail.example.com'],
  ])('warns of psd=y at %s, which somebody registered, for %s', async (domain, from) => {
    const judgement = await judge({ [`_dmarc.${domain}`]: { TXT: ['v=DMARC1; p=reject; psd=y'] } }, from);
    expect(judgement).toMatchObject({ status: 'warn', reason: 'psd-y' });
    expect(judgement.remedy[0]?.records).toMatchObject([{ add: ['v=DMARC1; p=reject'], remove: ['v=DMARC1; p=reject; psd=y'] }]);
  });

  it('lets a public suffix say psd=y', async () => {
    const zone: Zone = { '_dmarc.co.uk': { TXT: ['v=DMARC1; p=reject; psd=y'] }, '_dmarc.gym.co.uk': { TXT: [RECORD] } };
    expect(await judge(zone, 'a@gym.co.uk')).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it.each([
    ['v=dmarc1; p=reject', 'DMARC1 is not written in capitals'],
    [' v=DMARC1; p=reject', 'a blank stands before it'],
    ['v=DMARC1\\; p=reject\\;', 'backslashes stand before its semicolons'],
    ['"v=DMARC1; p=reject"', 'quotation marks stand around it'],
    ['v=DMARC1, p=reject', 'its tags are separated by commas'],
    ['v=DMARC1 p=reject', 'its tags are separated by blanks'],
    ['DMARC1; p=reject', 'v= is missing'],
    ['v:DMARC1; p=reject', 'a colon stands behind v'],
    ['v=DMARC2; p=reject', 'its version is not DMARC1'],
    ['p=reject', 'v=DMARC1 is missing'],
    ['_dmarc IN TXT v=DMARC1; p=reject', 'the name and type of a zone file stand before it'],
    ['_dmarc.example.com. 3600 IN TXT "v=DMARC1; p=reject"', 'the name and type of a zone file stand before it'],
  ])('says why %s is not read, and keeps its policy', async (text, why) => {
    const judgement = await judge({ '_dmarc.example.com': { TXT: [text] } });
    expect(judgement).toMatchObject({ status: 'fail', reason: 'not-read-as-dmarc' });
    expect(judgement.fix).toContain(why);
    expect(judgement.remedy[0]?.records).toMatchObject([{ add: ['v=DMARC1; p=reject'], remove: [text] }]);
  });

  it.each(['sp', 'np'])('names %s= where that undoes a record whose p= is right', async (tag) => {
    const judgement = await judge({ '_dmarc.example.com': { TXT: [`v=DMARC1; p=reject; ${tag}=rejct`] } });
    expect(judgement).toMatchObject({ status: 'fail', reason: 'no-policy' });
    expect(judgement.fix).toContain(`Correct ${tag}= in the DMARC record at _dmarc.example.com`);
    expect(judgement.remedy[0]?.records).toMatchObject([{ add: [`v=DMARC1; p=reject; ${tag}=reject`] }]);
  });

  it('says of two semicolons side by side that one goes', async () => {
    const judgement = await judge({ '_dmarc.example.com': { TXT: ['v=DMARC1;; p=reject'] } });
    expect(judgement).toMatchObject({ status: 'warn', reason: 'malformed-tag' });
    expect(judgement.fix).toContain('remove one of the semicolons between which nothing stands');
  });

  it.each<[string, string, string]>([
    ['v=DMARC1; p=reject, rua=mailto:a@example.com', 'no-policy', 'commas'],
    ['v=DMARC1; p=reject rua=mailto:a@example.com', 'no-policy', 'blanks'],
  ])('names the separator that spoils %s', async (text, reason, separator) => {
    const judgement = await judge({ '_dmarc.example.com': { TXT: [text] } });
    expect(judgement).toMatchObject({ status: 'fail', reason });
    expect(judgement.fix).toContain(`separated by ${separator}`);
    expect(judgement.remedy[0]?.records).toMatchObject([{ add: ['v=DMARC1; p=reject; rua=mailto:a@example.com'] }]);
  });

  it.each([
    'https://reports.example.com/dmarc',
    'mailto:dmarc',
    'mailto:dmarc@localhost',
    'dmarc@example.com',
    'mailto://a@example.com',
  ])('warns of %s, to which no report can go', async (rua) =>
    expect(await judge({ '_dmarc.example.com': { TXT: [`v=DMARC1; p=reject; rua=${rua}`] } })).toMatchObject({
      status: 'warn',
      reason: 'rua-invalid',
    }),
  );

  it('says that t=y is read by some receivers alone', async () =>
    expect(await judge({ '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; t=y'] } })).toMatchObject({
      status: 'pass',
      reason: 'testing',
      observed: { policy: 'quarantine' },
    }));

  it('warns of pct, which only older receivers read', async () => {
    const zone: Zone = { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; pct=10'] } };
    expect(await judge(zone)).toMatchObject({ status: 'warn', reason: 'pct-read-differently' });
  });

  it('does not call a time-out missing', async () => {
    expect(await judge({ '_dmarc.example.com': 'timeout' })).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(await judge({ '_dmarc.com': 'servfail' })).toMatchObject({ status: 'inconclusive' });
  });

  it('does not mind a parent’s silence when the From domain has its own record', async () => {
    expect(await judge({ '_dmarc.example.com': { TXT: [RECORD] }, '_dmarc.com': 'timeout' })).toMatchObject({ status: 'pass' });
  });
});

describe('a DMARC record that stands elsewhere, or reads otherwise than it looks', () => {
  const added = `+TXT _dmarc.example.com ${RECORD}`;
  const fresh = '+TXT _dmarc.example.com v=DMARC1; p=none; rua=mailto:dmarc@example.com';
  const hidden = RECORD.replace('; p', ';\u00a0p');
  const EXISTS: Zone = { 'example.com': {} };

  it.each<[string, Zone, string, readonly string[]]>([
    [
      'without the underscore',
      { 'dmarc.example.com': { TXT: [RECORD] } },
      'other-name',
      [added, `-TXT dmarc.example.com ${RECORD}`],
    ],
    [
      'at a label entered twice',
      { '_dmarc._dmarc.example.com': { TXT: [RECORD] } },
      'other-name',
      [added, `-TXT _dmarc._dmarc.example.com ${RECORD}`],
    ],
    ['below www, where it stays', { '_dmarc.www.example.com': { TXT: [RECORD] } }, 'other-name', [added]],
    ['as the retired type', { '_dmarc.example.com': { SPF: [RECORD] } }, 'retired-type', [added]],
    ['as an address', { '_dmarc.example.com': { A: ['192.0.2.1'] } }, 'other-type', [fresh]],
    [
      'with a no-break space',
      { '_dmarc.example.com': { TXT: [hidden] } },
      'hidden-character',
      [`-TXT _dmarc.example.com ${hidden}`, added],
    ],
    [
      'with a fullwidth semicolon',
      { '_dmarc.example.com': { TXT: [RECORD.replace(';', '\uff1b')] } },
      'look-alike',
      [`-TXT _dmarc.example.com ${RECORD.replace(';', '\uff1b')}`, added],
    ],
    [
      'behind a byte order mark',
      { '_dmarc.example.com': { TXT: [`\ufeff${RECORD}`] } },
      'hidden-character',
      [`-TXT _dmarc.example.com \ufeff${RECORD}`, added],
    ],
    [
      'behind a CNAME whose target is no name',
      { '_dmarc.example.com': { CNAME: ['https://d.provider.example'] } },
      'dangling-cname',
      ['-CNAME _dmarc.example.com https://d.provider.example', '+CNAME _dmarc.example.com d.provider.example'],
    ],
    ['behind a wildcard’s CNAME', { '*.example.com': { CNAME: ['shop.example.net'] } }, 'wildcard', [fresh]],
  ])('is found %s, with what comes and what goes', async (_, zone, reason, changes) => {
    const told = await judge({ ...EXISTS, ...zone });
    expect(told).toMatchObject({ status: 'fail', reason });
    expect(changesOf(told)).toEqual(changes);
  });

  it('is not looked for where it is, and a wildcard’s address is none', async () => {
    expect(
      await judge({ ...EXISTS, '_dmarc.example.com': { TXT: [RECORD] }, 'dmarc.example.com': { TXT: [RECORD] } }),
    ).toMatchObject({
      status: 'pass',
    });
    expect(await judge({ ...EXISTS, '*.example.com': { A: ['192.0.2.1'] } })).toMatchObject({ reason: 'missing' });
  });
});

describe('an older DMARC record in a cache', () => {
  const at = (...values: readonly string[]) => staleCaches([{ name: '_dmarc.example.com', type: 'TXT', values }]);

  it.each([
    ['v=DMARC1; p=rejekt; rua=mailto:dmarc@example.com', 'p-invalid'],
    ['v=DMARC1; p=reject; pct=20', 'pct-read-differently'],
    ['v=DMARC1; p=reject; psd=y', 'psd-y'],
    ['v=DMARC1; p=rejekt', 'no-policy'],
  ])(
    '%s is waited for where the name servers have one without faults, and %s where they have another such',
    async (older, reason) => {
      const zone = { '_dmarc.example.com': { TXT: [older] } };
      expect(await judge(zone, undefined, {}, at(RECORD))).toMatchObject({ status: 'pending', reason: 'stale-caches' });
      expect(await judge(zone, undefined, {}, at('v=DMARC1; p=rejekt; x=1'))).toMatchObject({ reason });
    },
  );

  it('of a parent is waited for at the parent', async () => {
    const zone = { '_dmarc.example.com': { TXT: [RECORD, 'v=DMARC1; p=none'] } };
    expect(await judge(zone, 'billing@mail.example.com', {}, at(RECORD))).toMatchObject({ status: 'pending' });
  });
});

describe('a missing record of a subdomain', () => {
  const added = async (from: string, declared: Declared) => changesOf(await judge({}, from, declared));

  it('belongs to the domain above where mail is signed or bounced as a name outside the subdomain', async () => {
    const above = ['+TXT _dmarc.example.com v=DMARC1; p=none; rua=mailto:dmarc@example.com'];
    expect(await added('billing@mail.example.com', { dkim: [{ domain: 'example.com', selector: 's1' }] })).toEqual(above);
    expect(await added('billing@mail.example.com', { returnPath: 'b@bounce.example.com' })).toEqual(above);
  });

  it('belongs to the subdomain where nobody else is to be one organisation with it', async () => {
    const own = ['+TXT _dmarc.mail.example.com v=DMARC1; p=none; rua=mailto:dmarc@mail.example.com'];
    for (const declared of [
      {},
      { dkim: [{ domain: 'mail.example.com', selector: 's1' }] },
      { returnPath: 'b@r.mail.example.com' },
    ])
      expect(await added('billing@mail.example.com', declared)).toEqual(own);
    expect(await added('billing@mail.example.com', { dkim: [{ domain: 'relay.example', selector: 's1' }] })).toEqual(own);
  });
});
