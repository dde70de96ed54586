import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AddressKind, kindOfAddress } from '../../src/broker/addresses.ts';

const KINDS: Readonly<Record<AddressKind, readonly string[]>> = {
  public: [
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450:4001:81b::200a',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2002:808:808::1',
  ],
  private: [
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '100.127.255.255',
    '::',
    '::1',
    'fc00::1',
    'fdff::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.1.2.3',
    '64:ff9b::7f00:1',
    '64:ff9b::192.168.0.1',
    '2002:7f00:1::',
    '2002:c0a8:101::1',
  ],
  never: [
    '169.254.169.254',
    '169.254.0.1',
    '168.63.129.16',
    '100.100.100.200',
    '0.0.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.7',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'fd00:ec2::254',
    '2001:db8::1',
    '2001::1',
    '100::1',
    '64:ff9b:1::a00:1',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    '::127.0.0.1',
    '3fff::1',
    '5f00::1',
    'example.com',
    '',
    '127.1',
    '0x7f000001',
  ],
};

for (const [kind, addresses] of Object.entries(KINDS)) {
  for (const address of addresses) {
    test(`"${address}" is ${kind}`, () => {
      assert.equal(kindOfAddress(address), kind);
    });
  }
}

// In a URL these are other names of one address; what is judged is the name after the URL was read.
for (const [host, address] of [
  ['2130706433', '127.0.0.1'],
  ['0x7f000001', '127.0.0.1'],
  ['0x7f.1', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['0', '0.0.0.0'],
  ['0xa9fea9fe', '169.254.169.254'],
  ['[::ffff:127.0.0.1]', '::ffff:7f00:1'],
  ['[0:0:0:0:0:0:0:1]', '::1'],
  ['１２７.０.０.１', '127.0.0.1'],
] as const) {
  test(`the host ${host} is judged as ${address}`, () => {
    const { hostname } = new URL(`http://${host}/v1`);
    assert.equal(hostname.replace(/^\[(.*)\]$/u, '$1'), address);
    assert.notEqual(kindOfAddress(address), 'public');
  });
}
