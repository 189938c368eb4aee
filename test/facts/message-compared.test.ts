// The receiver's word beside ours, a line a method: `method domain selector: theirs, ours`, with `!` where they differ.
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/facts/index.ts';
import { compareResults, receiverVerdict } from '../../src/facts/message-compared.ts';
import type { MessageVerdict } from '../../src/facts/message-verdict.ts';
import { parseAuthResults } from '../../src/mail/message/authentication-results.ts';

type Trace = Facts['message.trace'];
type Signature = MessageVerdict['signatures'][number];

/** Fields from the top; each is the receiver's own unless it is said to be another's. */
const said = (...fields: readonly (string | { readonly by: 'said' | 'forged'; readonly field: string })[]): Trace =>
  ({
    results: fields.map((one) =>
      typeof one === 'string'
        ? { ...parseAuthResults(`mx.receiver.example; ${one}`), standing: 'trusted' }
        : { ...parseAuthResults(`mx.receiver.example; ${one.field}`), standing: one.by },
    ),
  }) as unknown as Trace;

const signature = (domain: string, selector: string, state: Signature['signature']['state'] = 'valid'): Signature =>
  ({ signature: { domain, selector, state }, alignment: null }) as unknown as Signature;

const verdict = (change: Partial<MessageVerdict> = {}): MessageVerdict => ({
  from: 'example.com',
  policy: null,
  policyUnseen: false,
  signatures: [signature('example.com', 's1')],
  spf: { result: 'pass', domain: 'mail.example.com', alignment: null },
  dkim: 'pass',
  spfAligned: 'pass',
  dmarc: 'pass',
  ...change,
});

const compared = (trace: Trace, ours: MessageVerdict | null): readonly string[] =>
  compareResults(trace, ours).map(
    ({ method, domain, selector, receiver, ours: here, differs }) =>
      `${[method, domain, selector].filter((word) => word !== null).join(' ')}: ${receiver}, ${here}${differs ? ' !' : ''}`,
  );

const dkim = (trace: Trace, signatures: readonly Signature[], change: Partial<MessageVerdict> = {}): readonly string[] =>
  compared(trace, verdict({ signatures, ...change })).filter((line) => line.startsWith('dkim'));

const S1 = signature('example.com', 's1');
const S2 = signature('example.com', 's2');

describe('DKIM', () => {
  it.each<[string, string, readonly Signature[], readonly string[]]>([
    ['by domain and selector', 'dkim=pass header.d=example.com header.s=s1', [S1], ['dkim example.com s1: pass, valid']],
    ['in another case', 'dkim=pass header.d=Example.COM header.s=S1', [S1], ['dkim example.com s1: pass, valid']],
    [
      'by domain alone, of each of its signatures',
      'dkim=pass header.d=example.com',
      [S1, S2],
      ['dkim example.com s1: pass, valid', 'dkim example.com s2: pass, valid'],
    ],
    [
      'each of two selectors',
      'dkim=fail header.d=example.com header.s=s2; dkim=pass header.d=example.com header.s=s1',
      [S1, S2],
      ['dkim example.com s1: pass, valid', 'dkim example.com s2: fail, valid !'],
    ],
    [
      'by the identity, below what signed',
      'dkim=pass header.i=@news.example.com header.s=s1',
      [S1],
      ['dkim example.com s1: pass, valid'],
    ],
    [
      'by the domain itself before an identity below it',
      'dkim=fail header.d=news.example.com header.s=s1; dkim=pass header.d=example.com header.s=s1',
      [signature('news.example.com', 's1'), S1],
      ['dkim news.example.com s1: fail, valid !', 'dkim example.com s1: pass, valid'],
    ],
    ['by no name, of the one signature', 'dkim=pass', [S1], ['dkim example.com s1: pass, valid']],
    [
      'by no name, of one of two',
      'dkim=pass',
      [S1, S2],
      ['dkim example.com s1: null, valid', 'dkim example.com s2: null, valid', 'dkim: pass, null'],
    ],
    ['of no method of ours', 'spf=fail', [S1], ['dkim example.com s1: null, valid']],
    [
      'of a selector that is gone',
      'dkim=pass header.d=example.com header.s=s2',
      [S1],
      ['dkim example.com s1: null, valid', 'dkim example.com s2: pass, null !'],
    ],
    [
      'of a domain that is gone',
      'dkim=pass header.d=gone.example header.s=s1',
      [S1],
      ['dkim example.com s1: null, valid', 'dkim gone.example s1: pass, null !'],
    ],
    [
      'of a gone one that failed there too',
      'dkim=fail header.d=gone.example',
      [S1],
      ['dkim example.com s1: null, valid', 'dkim gone.example: fail, null'],
    ],
    ['of a message that has none any more', 'dkim=pass', [], ['dkim: pass, null !']],
  ])('%s', (_, field, signatures, lines) => {
    expect(dkim(said(field), signatures, signatures.length === 0 ? { dkim: 'fail' } : {})).toEqual(lines);
  });

  it('differs from nothing where signatures were not verified here', () => {
    const trace = said('dkim=pass header.d=example.com header.s=s1');
    expect(dkim(trace, [], { dkim: 'open' })).toEqual(['dkim example.com s1: pass, null']);
    expect(compared(trace, null)).toEqual(['dkim example.com s1: pass, null']);
  });

  it.each([
    ['pass', 'valid', false],
    ['fail', 'valid', true],
    ['policy', 'valid', true],
    ['temperror', 'valid', false],
    ['none', 'valid', false],
    ['pass', 'body-altered', true],
    ['permerror', 'key-missing', false],
    ['pass', 'key-unseen', false],
    ['fail', 'key-unseen', false],
  ] as const)('%s there, %s here: differs is %s', (word, state, differs) => {
    const trace = said(`dkim=${word} header.d=example.com header.s=s1`);
    expect(dkim(trace, [signature('example.com', 's1', state)])).toEqual([
      `dkim example.com s1: ${word}, ${state}${differs ? ' !' : ''}`,
    ]);
  });
});

describe('SPF and DMARC', () => {
  const others = (trace: Trace, ours: MessageVerdict | null) => compared(trace, ours).filter((line) => !line.startsWith('dkim'));
  const BOTH = 'spf=pass smtp.mailfrom=bounce@out.example; dmarc=fail header.from=shop.example';

  it.each<[string, Trace, MessageVerdict | null, readonly string[]]>([
    [
      'are named as the receiver names them',
      said(BOTH),
      verdict(),
      ['spf out.example: pass, pass', 'dmarc shop.example: fail, pass !'],
    ],
    ['are ours where it says nothing', said(), verdict(), ['spf mail.example.com: null, pass', 'dmarc example.com: null, pass']],
    ['are its where we have nothing', said(BOTH), null, ['spf out.example: pass, null', 'dmarc shop.example: fail, null']],
    ['are left out where nobody says anything', said(), null, []],
    ['have no SPF where there is none', said(), verdict({ spf: null }), ['dmarc example.com: null, pass']],
    [
      'have no domain for the null sender',
      said(),
      verdict({ spf: { result: 'none', domain: '', alignment: null } }),
      ['spf: null, none', 'dmarc example.com: null, pass'],
    ],
    [
      'differ where SPF fails here',
      said('spf=pass'),
      verdict({ spf: { result: 'softfail', domain: 'mail.example.com', alignment: null }, dmarc: 'fail' }),
      ['spf mail.example.com: pass, softfail !', 'dmarc example.com: null, fail'],
    ],
    [
      'differ from nothing that was not answered',
      said('spf=pass; dmarc=pass'),
      verdict({ spf: { result: 'temperror', domain: 'mail.example.com', alignment: null }, dmarc: 'open' }),
      ['spf mail.example.com: pass, temperror', 'dmarc example.com: pass, null'],
    ],
    [
      'come before what is only told',
      said('arc=pass; dmarc=pass'),
      verdict({ spf: null }),
      ['dmarc example.com: pass, pass', 'arc: pass, null'],
    ],
  ])('%s', (_, trace, ours, lines) => {
    expect(others(trace, ours)).toEqual(lines);
  });
});

describe('whose word counts', () => {
  it('the topmost of each method, and of each signature', () => {
    const trace = said(
      'spf=pass; dkim=pass header.d=example.com header.s=s1',
      'spf=fail; dkim=fail header.d=example.com header.s=s1; dmarc=fail',
    );
    expect(compared(trace, null)).toEqual(['dkim example.com s1: pass, null', 'spf: pass, null', 'dmarc: fail, null']);
  });

  it('only the receiver’s own', () => {
    expect(compared(said({ by: 'said', field: 'spf=pass' }, { by: 'forged', field: 'dmarc=pass' }), null)).toEqual([]);
  });

  it.each([
    ['dmarc=pass; spf=fail', 'pass'],
    ['dmarc=bestguesspass; spf=fail', 'pass'],
    ['dmarc=fail; spf=pass', 'fail'],
    ['dmarc=none; spf=pass', 'pass'],
    ['spf=softfail; dkim=pass', 'pass'],
    ['spf=softfail', 'fail'],
    ['dkim=policy', 'fail'],
    ['dkim=permerror', 'fail'],
    ['spf=neutral; dkim=none', null],
    ['dkim=temperror', null],
    // What ARC or a filter of the receiver came to authenticates nobody.
    ['arc=pass; compauth=pass', null],
    ['arc=fail', null],
  ])('%s comes to %s on the whole', (field, came) => {
    expect(receiverVerdict(said(field), null)).toBe(came);
  });

  const ALIGNED = { aligned: true } as unknown as NonNullable<(typeof S1)['alignment']>;
  const APART = { aligned: false } as unknown as typeof ALIGNED;
  const OTHER = signature('esp.example', 'k1');

  it.each<[string, Partial<MessageVerdict>, 'pass' | 'fail' | null]>([
    ['dkim=pass header.d=example.com', {}, 'pass'],
    ['dkim=pass header.d=esp.example', { signatures: [OTHER] }, null],
    ['dkim=pass header.d=esp.example', { signatures: [] }, null],
    ['dkim=pass header.d=esp.example; dkim=pass header.d=example.com', { signatures: [OTHER, S1] }, 'pass'],
    ['dkim=pass header.d=esp.example; spf=fail smtp.mailfrom=example.com', { signatures: [OTHER] }, 'fail'],
    ['dkim=pass header.d=news.example.com', { signatures: [{ ...signature('news.example.com', 's1'), alignment: APART }] }, null],
    ['dkim=pass', { signatures: [{ ...OTHER, alignment: APART }] }, null],
    ['dkim=pass', { signatures: [{ ...S1, alignment: ALIGNED }] }, 'pass'],
    ['spf=pass smtp.mailfrom=bounce.esp.example', {}, null],
    ['spf=pass smtp.mailfrom=bounce.example.com', {}, 'pass'],
    ['spf=pass', { spf: { result: 'pass', domain: 'esp.example', alignment: APART } }, null],
  ])('%s without DMARC, of what stands for the From alone: %j', (field, change, came) => {
    expect(receiverVerdict(said(field), verdict(change))).toBe(came);
  });
});
