// The lab's servers on the wire: sizes, transports, queries that no client should send, and garbage.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabDns, startLabDns } from '../../../src/lab/dns/server.ts';
import { dig, framed, lines, query, read, sendTcp, sendUdp } from './client.ts';

describe('the servers of the lab on the wire', () => {
  let lab: LabDns;
  beforeAll(async () => {
    lab = await startLabDns({
      zones: { 'example.com': [`long TXT "${'x'.repeat(2000)}"`, `mid TXT "${'y'.repeat(700)}"`, '@ TXT hi'] },
    });
  });
  afterAll(async () => {
    await lab.stop();
  });

  it.each([
    ['512 octets without EDNS', 'mid.example.com', null, true],
    ['what EDNS offers', 'mid.example.com', 1232, false],
    ['at least 512 octets when EDNS offers less', 'example.com', 10, false],
    ['the size it is itself willing to send', 'long.example.com', 4096, false],
    ['TC=1 and nothing else when it is longer', 'long.example.com', 1232, true],
  ])('sends over UDP %s', async (_, name, edns, truncated) => {
    const told = await dig(lab.authoritative, name, 'TXT', { edns });
    expect([told.flag_tc, told.answers?.length]).toEqual([truncated, truncated ? 0 : 1]);
  });

  it('mirrors EDNS: an OPT record only to those who sent one', async () => {
    const withOpt = await dig(lab.authoritative, 'example.com', 'TXT');
    const without = await dig(lab.authoritative, 'example.com', 'TXT', { edns: null });
    expect([withOpt, without].map((told) => told.additionals?.filter((record) => record.type === 'OPT').length)).toEqual([1, 0]);
  });

  it('echoes the DO bit, though it signs nothing', async () => {
    const message = query('example.com', 'TXT');
    message.writeUInt8(0x80, message.length - 4);
    expect(read((await sendUdp(lab.authoritative, message))!).additionals?.[0]).toMatchObject({ type: 'OPT', flag_do: true });
  });

  it('sends long answers whole over TCP', async () => {
    const [reply] = await sendTcp(lab.authoritative, [framed(query('long.example.com', 'TXT'))], 1);
    expect(lines(read(reply!).answers)[0]?.length).toBeGreaterThan(2000);
  });

  it('reads queries over TCP in whatever pieces they come', async () => {
    const [first, second] = [framed(query('example.com', 'TXT', { id: 1 })), framed(query('mid.example.com', 'TXT', { id: 2 }))];
    const both = Buffer.concat([first, second]);
    const replies = await sendTcp(lab.authoritative, [both.subarray(0, 1), both.subarray(1, 20), both.subarray(20)], 2);
    expect(new Set(replies.map((reply) => reply.readUInt16BE(0)))).toEqual(new Set([1, 2]));
  });

  const changed = (at: number, value: number): Buffer => {
    const message = query('example.com', 'TXT');
    message.writeUInt8(value, at);
    return message;
  };

  it.each([
    ['NOTIMP to an opcode it does not know', changed(2, 0x10), 4],
    ['FORMERR to two questions', changed(5, 2), 1],
    ['FORMERR to no question', changed(5, 0), 1],
    ['FORMERR to a query that breaks off', query('example.com', 'TXT').subarray(0, 20), 1],
    ['FORMERR to a compressed question', changed(12, 0xc0), 1],
    ['REFUSED to a zone transfer', query('example.com', 'AXFR'), 5],
    ['REFUSED to another class', changed(28, 3), 5],
    ['NOTIMP to a type of the protocol itself', query('example.com', 'UNKNOWN_253'), 4],
  ])('answers %s', async (_, message, rcode) => {
    const reply = await sendUdp(lab.authoritative, message);
    expect(reply!.readUInt8(3) & 15).toBe(rcode);
  });

  it('answers BADVERS to a version of EDNS it does not know', async () => {
    const message = query('example.com', 'TXT');
    message.writeUInt8(1, message.length - 5);
    const reply = read((await sendUdp(lab.authoritative, message))!);
    expect(reply.additionals?.[0]).toMatchObject({ type: 'OPT', extendedRcode: 1 });
  });

  it('stays silent to a response, and to what is too short for a header', async () => {
    expect(await sendUdp(lab.authoritative, changed(2, 0x81), 100)).toBeNull();
    expect(await sendUdp(lab.authoritative, Buffer.from('hello'), 100)).toBeNull();
  });

  it('survives garbage on both transports', async () => {
    const seed = query('example.com', 'TXT');
    const garbage = Array.from({ length: 2000 }, (_, index) => {
      const message = Buffer.from(seed);
      for (let change = 0; change < 4; change += 1)
        message.writeUInt8((index * 31 + change * 7) & 255, (index * 13 + change * 5) % seed.length);
      return message.subarray(0, 1 + (index % seed.length));
    });
    await Promise.all(garbage.slice(0, 200).map((message) => sendUdp(lab.recursive, message, 50)));
    await sendTcp(lab.recursive, [...garbage.map(framed), framed(query('example.com', 'TXT', { id: 9 }))], 1);
    expect((await dig(lab.recursive, 'example.com', 'TXT')).rcode).toBe('NOERROR');
  });

  it('listens on an address of its own, so that several name servers can share a port', async () => {
    const port = Number(lab.authoritative.split(':')[1]);
    const other = await startLabDns({ zones: { 'example.com': ['@ TXT other'] }, host: '127.0.0.2', authoritativePort: port });
    expect(lines((await dig(`127.0.0.2:${port}`, 'example.com', 'TXT')).answers)).toEqual(['example.com TXT other']);
    expect(lines((await dig(lab.authoritative, 'example.com', 'TXT')).answers)).toEqual(['example.com TXT hi']);
    await other.stop();
  });
});
