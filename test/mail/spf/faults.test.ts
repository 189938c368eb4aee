// What is wrong with an SPF policy, from zones: the reason, and the names and numbers that a person needs to mend it.
import { describe, expect, it } from 'vitest';
import { spfFaults } from '../../../src/mail/spf/faults.ts';
import { spfTree } from '../../../src/mail/spf/tree.ts';
import type { Zone } from '../../fakes/dns-zone.ts';
import { spfLookup } from '../../fakes/spf.ts';

const faultsOf = async (text: string | readonly string[], more: Zone = {}) => {
  const texts = typeof text === 'string' ? [text] : text;
  return spfFaults(await spfTree('example.com', spfLookup({ 'example.com': { TXT: texts, A: ['192.0.2.1'] }, ...more })));
};
const reasons = async (...given: Parameters<typeof faultsOf>) => (await faultsOf(...given)).map(({ reason }) => reason);

/** As long as one string of a TXT record; more than one blank may part terms (RFC 7208 §4.6.1). */
const cut = (end: string): string => `v=spf1 ip4:192.0.2.1${' '.repeat(235 - end.length)}${end}`;

describe('a policy', () => {
  it.each<[string, string | readonly string[], Zone, readonly string[]]>([
    ['in order', 'v=spf1 a -all', {}, []],
    ['that nobody publishes', 'hello', {}, []],
    ['twice', ['v=spf1 -all', 'v=spf1 ~all'], {}, ['several-spf']],
    ['of 255 characters with an end', cut(' -all'), {}, []],
    ['of 255 characters with another’s end', cut(' redirect=x.example'), { 'x.example': { TXT: ['v=spf1 -all'] } }, []],
    ['that draws itself in', 'v=spf1 include:example.com -all', {}, ['include-loop']],
    ['with an include of nothing', 'v=spf1 include:x.example -all', {}, ['include-without-spf']],
    ['with an include of what is no name', 'v=spf1 include:a..example -all', {}, ['include-without-spf']],
    // Unseen comes before what is only weak, and behind what is wrong.
    ['in whose include DNS fails', 'v=spf1 include:x.example ?all', { 'x.example': 'servfail' }, ['unseen', 'neutral-all']],
    [
      'with all of it at once',
      'v=spf1 include:x.example include:y.example ?all',
      { 'x.example': 'servfail' },
      ['include-without-spf', 'unseen', 'neutral-all'],
    ],
  ])('%s', async (_, text, more, expected) => {
    expect(await reasons(text, more)).toEqual(expected);
  });

  it.each<[string, string, Zone, string | null]>([
    ['its own', 'v=spf1 include:_spf.example.com -all', { '_spf.example.com': { TXT: ['v=spf1 ip4:1.2.3.4/33 -all'] } }, null],
    ['a third party’s', 'v=spf1 include:x.test -all', { 'x.test': { TXT: ['v=spf1 ip4:1.2.3.4/33 -all'] } }, 'x.test'],
    ['two of a third party’s', 'v=spf1 include:x.test -all', { 'x.test': { TXT: ['v=spf1 -all', 'v=spf1 ~all'] } }, 'x.test'],
    [
      'one that a third party draws in',
      'v=spf1 include:x.test -all',
      { 'x.test': { TXT: ['v=spf1 include:y.test -all'] }, 'y.test': { TXT: ['v=spf1 ptr:-all ~all all:x'] } },
      'y.test',
    ],
    [
      'none where a third party draws one in',
      'v=spf1 include:x.test -all',
      { 'x.test': { TXT: ['v=spf1 include:y.test -all'] } },
      'x.test',
    ],
    ['none where it draws one in itself', 'v=spf1 include:x.test -all', {}, null],
    [
      'names that do not exist, of a third party',
      'v=spf1 include:x.test -all',
      { 'x.test': { TXT: ['v=spf1 a:a.x.test a:b.x.test a:c.x.test -all'] } },
      'x.test',
    ],
    ['names that do not exist, its own', 'v=spf1 a:a.x.test a:b.x.test a:c.x.test -all', {}, null],
  ])('with a fault in %s says whose it is to mend', async (_, text, more, whose) => {
    const [fault] = await faultsOf(text, more);
    const act = `whoever runs ${whose} to mend; until then, or where nothing sends by it any more, take “include:x.test” out of the SPF record of example.com.`;
    expect(fault).toMatchObject({ level: 'error' });
    if (whose === null) expect(fault?.advice).not.toContain('whoever runs');
    else expect(fault?.advice).toContain(act);
  });

  it('that a panel cut off after one string is told as that', async () => {
    expect(await reasons(cut(' include:_spf.exa'))).toContain('cut-off');
    expect(await reasons(`${cut(' mx')} `)).not.toContain('cut-off');
  });

  it.each([
    ['a', 'v=spf1 a -all', 'example.com A'],
    ['a of another name', 'v=spf1 a:h.example/24 -all', 'h.example A'],
    ['exists', 'v=spf1 exists:h.example -all', 'h.example A'],
    ['mx', 'v=spf1 ~mx:h.example//64 -all', 'h.example MX'],
  ])('names the question of “%s” that was not answered', async (_, text, question) => {
    const more: Zone = {
      'h.example': 'timeout',
      ...(question.startsWith('example.com') ? { 'example.com': { TXT: [text], A: 'timeout' } } : {}),
    };
    expect(await faultsOf(text, more)).toContainEqual(expect.objectContaining({ level: 'unseen', question }));
  });

  it('over ten lookups names those that cost, and what each costs', async () => {
    const includes = Array.from({ length: 9 }, (_, at) => `include:i${at}.example`).join(' ');
    const zone: Zone = Object.fromEntries([
      ...Array.from({ length: 9 }, (_, at) => [`i${at}.example`, { TXT: ['v=spf1 -all'] }] as const),
      ['i8.example', { TXT: ['v=spf1 a:h.example a:h.example -all'] }],
      ['h.example', { A: ['192.0.2.7'] }],
    ]);
    const [fault] = await faultsOf(`v=spf1 ip4:192.0.2.1 ${includes} -all`, zone);
    expect(fault).toMatchObject({ level: 'error', reason: 'too-many-lookups' });
    expect(fault?.advice).toContain('it causes 11 DNS lookups, and 10 are allowed (include:i0.example 1,');
    expect(fault?.advice).toContain('include:i8.example 3)');
    expect(fault?.advice).not.toContain('ip4');
  });

  it('with more than two terms that find nothing names these alone', async () => {
    const more: Zone = { 'here.example': { A: ['192.0.2.7'] } };
    const faults = await faultsOf('v=spf1 a:x.example a:y.example a:z.example a:here.example -all', more);
    const advice = faults.find(({ reason }) => reason === 'too-many-voids')?.advice ?? '';
    expect(advice).toContain(
      'there are 3, and 2 are allowed: a:x.example (example.com), a:y.example (example.com), a:z.example (example.com).',
    );
  });

  it.each<readonly [string, string, string]>([
    // What `all` says, and where it stands (RFC 7208 §5.1, §6.1).
    ['v=spf1 a +all', 'plus-all', 'Take “+all” out of the SPF record of example.com'],
    ['v=spf1 a all', 'plus-all', 'Take “all” out of the SPF record of example.com'],
    ['v=spf1 a ?all', 'neutral-all', 'Change “?all” in the SPF record of example.com to ~all or -all'],
    ['v=spf1 a', 'no-all', 'End the SPF record of example.com with ~all or -all'],
    [
      'v=spf1 -all a mx',
      'after-all',
      'Move a mx before “all”, or remove it in the SPF record of example.com: behind “all” it is never read.',
    ],
    ['v=spf1 a -all ~all', 'after-all', 'Remove ~all in the SPF record of example.com: behind “all” it is never read.'],
    [
      'v=spf1 redirect=x.example a -all',
      'after-all',
      'Write include:x.example before “all” instead of redirect=x.example, or remove it in the SPF record of example.com: beside “all”',
    ],
    [
      'v=spf1 a -all mx ?all redirect=x.example',
      'after-all',
      'Move mx before “all”, or remove it; write include:x.example before “all” instead of redirect=x.example, or remove it; remove ?all in',
    ],
    // §5.5, §4.6.1, §4.5.
    ['v=spf1 ptr -all', 'ptr', 'Remove the ptr term from the SPF record of example.com'],
    ['v=spf1 include=x.example mx=y.example -all', 'equals-for-colon', 'Write include: instead of include=, mx= in'],
    ['v=spf1 v=spf1 a -all', 'version-twice', 'Remove the second v=spf1 from the SPF record of example.com'],
    ['v=spf1 a -all V=SPF1', 'version-twice', 'Remove the second v=spf1'],
    // §3.3: a space alone parts terms, and the strings of a record are joined without one.
    ['v=spf1 a,mx -all', 'spf-syntax', 'Correct the SPF record of example.com, which cannot be read: “a,mx” is no mechanism'],
    [
      'v=spf1 ip4:192.0.2.1ip4:192.0.2.2 -all',
      'glued-terms',
      'Put the space back into “ip4:192.0.2.1ip4:192.0.2.2” in the SPF record of example.com: it is two terms',
    ],
    ['v=spf1 a,include:x.example -all', 'glued-terms', 'instead of the comma'],
    ['v=spf1 a;include:x.example -all', 'glued-terms', 'instead of the semicolon'],
    ['v=spf1 a\u200b -all', 'hidden-character', 'Type the SPF record of example.com anew instead of pasting it'],
    ['v=spf1 include:x.example/24 -all', 'spf-syntax', '“include:x.example/24” does not name a domain'],
    [
      'v=spf1 ip4:0.0.0.0/0 -all',
      'wide-open',
      'Take “ip4:0.0.0.0/0” out of the SPF record of example.com: it lets 100 % of all IPv4 addresses send',
    ],
  ])('“%s” has %s', async (text, reason, advice) => {
    const fault = (await faultsOf(text)).find((one) => one.reason === reason);
    expect(fault?.advice).toContain(advice);
  });

  it.each([
    'v=spf1 a redirect=x.example',
    'v=spf1 a -all',
    'v=spf1 a ~all',
    'v=spf1 a exp=x.example -all',
    'v=spf1 a unknown=x.example -all',
  ])('“%s” has nothing wrong', async (text) => {
    expect(await reasons(text, { 'x.example': { TXT: ['v=spf1 -all'] } })).toEqual([]);
  });

  it('may not have eleven MX hosts', async () => {
    const hosts = Array.from({ length: 11 }, (_, n) => `10 h${n}.x.example`);
    const faults = await faultsOf('v=spf1 mx -all', { 'example.com': { TXT: ['v=spf1 mx -all'], MX: hosts } });
    expect(faults.find(({ reason }) => reason === 'too-many-mx')?.advice).toContain(
      'List addresses instead of the mx term in the SPF record of example.com: it has more than 10 MX hosts',
    );
  });

  it('may have ten MX hosts, ten lookups and two terms that find nothing', async () => {
    const text = 'v=spf1 mx a a a a a a a a:gone.example a:gone.example -all';
    const hosts = Array.from({ length: 10 }, (_, n) => `10 h${n}.x.example`);
    const more = { 'example.com': { TXT: [text], A: ['192.0.2.1'], MX: hosts }, 'x.example': { A: ['192.0.2.2'] } };
    expect(await reasons(text, { ...more, '*.x.example': { A: ['192.0.2.2'] } })).toEqual([]);
  });

  it('travels in an answer of 1,232 octets at most, with all other texts at the name', async () => {
    const of = (octets: number) =>
      reasons(['v=spf1 a -all', ...Array.from({ length: 4 }, () => 'x'.repeat(250)), 'x'.repeat(octets)]);
    // 12 of the header, 13 of the name, 4 of the question, 11 of EDNS; each record 12, and one for each string.
    const rest = 1_232 - 12 - 13 - 4 - 11 - (13 + 13) - 4 * (13 + 250) - 13;
    expect(await of(rest)).toEqual([]);
    expect(await of(rest + 1)).toEqual(['too-large']);
  });

  it('holds for everybody where what only a message decides lets strangers pass', async () => {
    const tree = await spfTree('example.com', spfLookup({ 'example.com': { TXT: ['v=spf1 exists:%{i}.x.example -all'] } }));
    const stranger = (result: string) => ({ ip: '198.51.100.1', result });
    expect(spfFaults(tree, [stranger('pass'), stranger('pass')])).toMatchObject([
      { reason: 'wide-open', advice: expect.stringContaining('such as 198.51.100.1') },
    ]);
    expect(spfFaults(tree, [stranger('pass'), stranger('fail')])).toEqual([]);
    expect(spfFaults(tree, [])).toEqual([]);
  });
});
