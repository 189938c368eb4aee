// Messages made to hang, flood or deceive whoever reads them: each ends, judged or refused, and never in a fault. The lane's time-out is the bound.
import { describe, expect, it } from 'vitest';
import { ED25519, signed } from '../../fakes/dkim-signer.ts';
import { BARE, lines, RECEIVED, received } from '../../fakes/messages.ts';
import { observe, ZONE } from '../../checks/message/judge.ts';

const over = (text: string, times: number): string => text.repeat(times);
const header = (fields: string): string => `${fields}${received()}`;
const signature = (n: number): string =>
  `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=d${n}.example; s=s${n}; l=${n + 1};\r\n\th=from; bh=AAAA; b=AAAA\r\n`;
const seals = (count: number): string =>
  Array.from({ length: count }, (_, n) => {
    const i = count - n;
    return lines(
      `ARC-Seal: i=${i}; a=rsa-sha256; cv=${i === 1 ? 'none' : 'pass'}; d=a${i}.example; s=s; b=AAAA`,
      `ARC-Message-Signature: i=${i}; a=rsa-sha256; c=relaxed/relaxed; d=a${i}.example; s=s; h=from; bh=AAAA; b=AAAA`,
      `ARC-Authentication-Results: i=${i}; mx.example; none`,
    );
  }).join('');
const typed = (type: string, body: string): string => lines('From: a@example.com', `Content-Type: ${type}`, '', body);

const MESSAGES: { readonly [what: string]: () => string | Uint8Array } = {
  'a header field of megabytes': () => header(`X: ${over('x', 2_000_000)}\r\n`),
  'hundreds of thousands of header fields': () => header(over('X: y\r\n', 150_000)),
  'a field folded hundreds of thousands of times': () => header(`X: y\r\n${over(' z\r\n', 150_000)}`),
  'many fields folded a thousand times': () => header(over(`X: y\r\n${over(' z\r\n', 1_000)}`, 60)),
  'a header that never ends': () => over('X: y\r\n', 150_000),
  'lines that are no fields': () => header(over('no field\r\n', 5_000)),
  '1000 signatures, each with its own body limit': () => header(Array.from({ length: 1_000 }, (_, n) => signature(n)).join('')),
  '1000 signatures over a body of megabytes': () =>
    RECEIVED +
    Array.from({ length: 1_000 }, (_, n) => signature(n)).join('') +
    signed(BARE + over(`${over('x', 76)}\r\n`, 15_000)),
  'a signature of semicolons': () => header(`DKIM-Signature: ${over(';', 15_000)}\r\n`),
  'a signature of colons in between': () =>
    header(`DKIM-Signature: v=1; h=${over('from:', 3_000)}; d=example.com; s=s1; b=x; bh=x\r\n`),
  'a signature of blanks': () => header(`DKIM-Signature: v=1;${over(' ', 15_000)}b\r\n`),
  'a signature with a name that cannot be asked': () =>
    header(signature(1).replace('d1.example', over('a.', 5_000)).replace('s1', '../../x y')),
  'a signature whose tags are those of every object': () =>
    header(
      'DKIM-Signature: __proto__=1; constructor=2; toString=3; v=1; a=rsa-sha256; d=example.com; s=s1; h=from; bh=A; b=A\r\n',
    ),
  'a signature without anything': () => header('DKIM-Signature:\r\nDKIM-Signature: \r\nDKIM-Signature: b\r\n'),
  'numbers beyond numbers': () => header(signature(1).replace('l=2', `l=${over('9', 400)}; t=1e400; x=-1`)),
  '20 seals': () => header(seals(20)),
  '200 seals': () => header(seals(200)),
  'a seal without its set': () => header('ARC-Seal: i=1; cv=none\r\nARC-Seal: i=1; cv=none\r\nARC-Seal: i=NaN\r\n'),
  '100 000 authors': () => header(`From: ${over('a@b.example, ', 5_000)}\r\n`),
  'comments in comments in From': () => header(`From: ${over('(', 30_000)}a@b.example\r\n`),
  'comments in comments in Received': () => header(`Received: from ${over('(', 30_000)} by x\r\n`),
  'comments in comments in results': () => header(`Authentication-Results: mx; ${over('(', 30_000)}dkim=pass\r\n`),
  'results of results': () =>
    header(`Authentication-Results: mx.receiver.example${over('; dkim=pass header.d=a.example', 500)}\r\n`),
  'thousands of hops and results': () =>
    header(over('Received: from a by b\r\nAuthentication-Results: mx; dkim=pass\r\n', 2_000)),
  'a boundary of one letter in a body of it': () => typed('multipart/mixed; boundary=a', over('--a\r\n', 100_000)),
  'parts in parts in parts': () =>
    typed(
      'multipart/mixed; boundary=b0',
      Array.from({ length: 5_000 }, (_, n) => `--b${n}\r\nContent-Type: multipart/mixed; boundary=b${n + 1}\r\n\r\n`).join(''),
    ),
  'a part that holds itself': () =>
    typed('multipart/mixed; boundary=a', over('--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n', 2_000)),
  'a content type of parameters': () => typed(`text/plain${over('; x=y', 10_000)}; charset=${over('z', 10_000)}`, 'x'),
  'a charset of hostile words': () => typed('text/html; charset="\u0000../../etc"', '<a href="https://x.example">'),
  'a body of one line of megabytes': () => received({}, BARE + over('x', 3_000_000)),
  'a body of empty lines': () => received({}, BARE + over('\r\n', 500_000)),
  'a body of line feeds': () => received().replaceAll('\r\n', '\n') + over('\n', 500_000),
  'a body of blanks': () => received({}, BARE + over(' \t', 500_000)),
  'HTML of links': () => typed('text/html', over('<a href="https://h.example/x">', 100_000)),
  'HTML of open quotes': () => typed('text/html', over(' href="\' src=\'"', 100_000)),
  'quoted-printable of equals signs': () =>
    lines(
      'From: a@example.com',
      'Content-Type: text/html',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      over('=', 2_000_000),
    ),
  'base64 of nothing': () =>
    lines('From: a@example.com', 'Content-Type: text/html', 'Content-Transfer-Encoding: base64', '', over('!', 2_000_000)),
  zeros: () => Buffer.concat([Buffer.from(received()), Buffer.alloc(2_000_000)]),
  'octets of every kind': () => Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 7 + (n >> 8)) % 256)),
  'controls and directions in names': () =>
    header(
      'Authentication-Results: mx\u001b[2J.example\u202e; dkim=pass header.d=\u001b]0;x\u0007.example\r\nFrom: "\u202e" <a\u0000@b.example>\r\n',
    ),
};

describe('a hostile message ends', () => {
  it.each(Object.entries(MESSAGES))('%s', async (_, make) => {
    const seen = await observe(make(), { zone: { ...ZONE, 'k._domainkey.relay.example': { TXT: [ED25519.record] } } });
    expect(seen.size).toBeGreaterThan(5);
    // What is kept stays small, whatever came.
    expect(JSON.stringify([...seen]).length).toBeLessThan(400_000);
  });

  it('with 1000 signatures: the one of the From domain is found among them', async () => {
    const seen = await observe(RECEIVED + Array.from({ length: 1_000 }, (_, n) => signature(n)).join('') + signed(BARE));
    const fact = seen.get('message.signatures');
    expect(fact).toMatchObject({ state: 'observed', value: { more: 985 } });
    const { signatures } = (fact as unknown as { value: { signatures: { domain: string; state: string }[] } }).value;
    expect(signatures.filter(({ state }) => state === 'valid').map(({ domain }) => domain)).toEqual(['example.com']);
  });
});
