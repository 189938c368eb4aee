// Answers as octets, for the tests that read and damage them.
import { encode, type Packet } from 'dns-packet';

export const message = (answers: readonly object[], more: object = {}): Buffer =>
  encode({
    type: 'response',
    id: 1,
    flags: 0x0180,
    questions: [{ name: 'example.com', type: 'TXT' }],
    answers,
    additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] }],
    ...more,
  } as unknown as Packet);

/** One record of every type that certify reads. */
export const typical = (): Buffer =>
  message([
    { name: 'example.com', type: 'TXT', ttl: 60, data: ['v=spf1 include:amazonses.com', ' -all'] },
    { name: 'example.com', type: 'A', ttl: 60, data: '192.0.2.1' },
    { name: 'example.com', type: 'AAAA', ttl: 60, data: '2001:db8::1' },
    { name: 'example.com', type: 'MX', ttl: 60, data: { preference: 10, exchange: 'mail.example.com' } },
    { name: 'example.com', type: 'CNAME', ttl: 60, data: 'other.example.com' },
    {
      name: 'example.com',
      type: 'SOA',
      ttl: 60,
      data: { mname: 'a', rname: 'b', serial: 4294967295, refresh: 2, retry: 3, expire: 4, minimum: 5 },
    },
    { name: 'example.com', type: 'CAA', ttl: 60, data: { flags: 0, tag: 'issue', value: 'ca.example' } },
    {
      name: 'example.com',
      type: 'TLSA',
      ttl: 60,
      data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from('ab', 'hex') },
    },
    {
      name: 'example.com',
      type: 'DS',
      ttl: 60,
      data: { keyTag: 1, algorithm: 8, digestType: 2, digest: Buffer.from('cd', 'hex') },
    },
  ]);
