import { describe, expect, it } from 'vitest';
import { addressKind, isAddressHost, isLoopbackHost } from '../../src/text/host-address.ts';

describe('hosts of this machine', () => {
  it.each([
    'localhost',
    'LOCALHOST.',
    'localhost.',
    'api.localhost',
    'api.localhost.',
    '127.0.0.1',
    '127.0.0.1.',
    '127.8.9.10',
    '127.1',
    '0x7f.1',
    '2130706433',
    '0.0.0.0',
    '::1',
    '::',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '[::ffff:7f00:1]',
    '::ffff:127.0.0.1',
    '::FFFF:127.0.0.1',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
  ])('%s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  it.each([
    'localhost.example.com',
    '128.0.0.1',
    '10.0.0.1',
    '[::2]',
    'notlocalhost',
    '127.example.com',
    '127.0.0.1.example.com',
    '2001:db8::7f00:1',
    '',
  ])('not %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});

describe('what an address leads to', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['2600:9000:2000::1', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['64:ff9b::808:808', 'public'],
    ['10.1.2.3', 'private'],
    ['100.64.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['0.1.2.3', 'private'],
    ['224.0.0.1', 'private'],
    ['fd12::1', 'private'],
    ['fec0::1', 'private'],
    ['ff02::1', 'private'],
    ['2001:db8::1', 'private'],
    ['2002:808:808::1', 'private'],
    ['64:ff9b:1::808:808', 'private'],
  ])('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it.each([
    ['mapped', '::ffff:a00:1', 'private'],
    ['compatible', '::7f00:1', 'loopback'],
    ['compatible', '::a9fe:a9fe', 'metadata'],
    ['translated', '::ffff:0:7f00:1', 'loopback'],
    ['translated', '::ffff:0:10.0.0.1', 'private'],
    ['6to4', '2002:a00:1::', 'private'],
    ['6to4', '2002:7f00:1::1', 'loopback'],
    ['6to4', '2002:a9fe:a9fe::', 'metadata'],
    ['Teredo, of the server', '2001:0:a9fe:a9fe::', 'metadata'],
    ['Teredo, of the client', '2001:0:808:808:0:0:5601:5601', 'metadata'],
    ['NAT64', '64:ff9b::a9fe:a9fe', 'metadata'],
    ['NAT64', '64:ff9b::127.0.0.1', 'loopback'],
    ['NAT64 of local use, /48', '64:ff9b:1:a9fe:a9:fe00::', 'metadata'],
    ['NAT64 of local use, /56', '64:ff9b:1:a9:fe:a9fe::', 'metadata'],
    ['NAT64 of local use, /64', '64:ff9b:1:0:a9:fea9:fe00::', 'metadata'],
    ['NAT64 of local use, /96', '64:ff9b:1::a9fe:a9fe', 'metadata'],
    ['NAT64 of local use, /96', '64:ff9b:1::7f00:1', 'loopback'],
    ['ISATAP', '2600:9000::5efe:a9fe:a9fe', 'metadata'],
    ['ISATAP', '2600:9000::200:5efe:a00:1', 'private'],
  ])('finds the IPv4 address in a %s one: %s is %s', (_, address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it.each([
    ['AWS, Google, Azure', '169.254.169.254'],
    ['AWS, mapped', '::ffff:169.254.169.254'],
    ['AWS over IPv6', 'fd00:ec2::254'],
    ['ECS', '169.254.170.2'],
    ['EKS', 'fd00:ec2::23'],
    ['Google over IPv6', 'fd20:ce::254'],
    ['Azure', '168.63.129.16'],
    ['Azure, mapped', '::ffff:a83f:8110'],
    ['Alibaba', '100.100.100.200'],
    ['Oracle', '192.0.0.192'],
    ['Scaleway over IPv6', 'fd00:42::42'],
    ['OpenStack over IPv6', 'fe80::a9fe:a9fe%eth0'],
  ])('knows the metadata service of %s', (_, address) => {
    expect(addressKind(address)).toBe('metadata');
    expect(addressKind(`[${address}]`)).toBe('metadata');
  });

  it.each(['example.com', '1.2.3.example', 'a b', ''])('says nothing of the name "%s"', (name) => {
    expect(addressKind(name)).toBeNull();
  });
});

describe('an address instead of a name', () => {
  it.each([
    ['10.0.0.1', true],
    ['[2001:db8::1]', true],
    ['::1', true],
    ['api.example.com', false],
    ['1.2.3.example', false],
  ])('%s: %s', (host, expected) => {
    expect(isAddressHost(host)).toBe(expected);
  });
});
