// `certify message` on messages in the shapes that makers of mailboxes leave them, and on what else lies in a mailbox. Each verdict was written
// before it was run.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabDns, startLabDns } from '../../src/lab/dns/server.ts';
import { ED25519, RSA, signed } from '../fakes/dkim-signer.ts';
import { lines } from '../fakes/messages.ts';
import { document, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

const txt = (record: string): string => (record.match(/.{1,200}/g) ?? []).map((part) => `"${part}"`).join(' ');

const ZONES = {
  'example.com': [
    '@ TXT "v=spf1 -all"',
    '_dmarc TXT "v=DMARC1; p=reject"',
    `s1._domainkey TXT ${txt(RSA.record)}`,
    'mail TXT "v=spf1 ip4:198.51.100.0/24 -all"',
  ],
  'lists.example.net': ['@ TXT "v=spf1 ip4:203.0.113.0/24 -all"', `k._domainkey TXT ${txt(ED25519.record)}`],
  'example.net': [],
};

let lab: LabDns;
let home: ReturnType<typeof temporary>;
beforeAll(async () => {
  home = temporary();
  lab = await startLabDns({ zones: ZONES });
});
afterAll(async () => {
  await lab.stop();
  home[Symbol.dispose]();
});

const AT = 'Thu, 26 Nov 2026 09:00:02 +0000';

const letter = (body: readonly string[], ...more: readonly string[]): string =>
  lines(
    'From: Main Gym <billing@example.com>',
    'To: Ops <ops@receiver.example>',
    'Subject: Your invoice for November',
    'Date: Thu, 26 Nov 2026 09:00:00 +0000',
    'Message-ID: <7@example.com>',
    'MIME-Version: 1.0',
    ...(more.some((field) => field.startsWith('Content-Type')) ? [] : ['Content-Type: text/plain; charset=utf-8']),
    ...more,
    '',
    ...body,
  );
const PLAIN = letter(['Dear member,', 'your invoice: https://www.example.com/pay', '']);

const GMAIL_RESULTS = lines(
  'Authentication-Results: mx.google.com;',
  '       dkim=pass header.i=@example.com header.s=s1 header.b=AbCdEf12;',
  '       spf=pass (google.com: domain of bounce@mail.example.com designates 198.51.100.7 as permitted sender) smtp.mailfrom=bounce@mail.example.com;',
  '       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com',
);
const GMAIL = [
  lines(
    'Delivered-To: ops@gmail.example',
    'Received: by 2002:a05:7022:6619:b0:c3:1a2b:3c4d with SMTP id x25csp1234567lav;',
    '        Thu, 26 Nov 2026 01:00:03 -0800 (PST)',
    'X-Received: by 2002:a17:90b:4a05:b0:2e2:b1f4:1 with SMTP id 98e67ed59e1d1-2eab1mr12a91.3.1732611603;',
    '        Thu, 26 Nov 2026 01:00:03 -0800 (PST)',
    'Return-Path: <bounce@mail.example.com>',
    'Received: from out.mail.example.com (out.mail.example.com. [198.51.100.7])',
    '        by mx.google.com with ESMTPS id d2e1a72fcca58-724de5a1si234.100.2026.11.26.01.00.02',
    '        for <ops@gmail.example>',
    '        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);',
    '        Thu, 26 Nov 2026 01:00:03 -0800 (PST)',
    'Received-SPF: pass (google.com: domain of bounce@mail.example.com designates 198.51.100.7 as permitted sender) client-ip=198.51.100.7;',
  ),
  GMAIL_RESULTS,
].join('');

const OUTLOOK = lines(
  'Received: from PH7PR01MB0001.prod.exchangelabs.com (2603:10b6:510:1::1) by',
  ' SJ0PR01MB0002.prod.exchangelabs.com with HTTPS; Thu, 26 Nov 2026 09:00:05 +0000',
  'Received: from BN0PR04CA0101.namprd04.prod.outlook.com (2603:10b6:408:ec::16) by',
  ' PH7PR01MB0001.prod.exchangelabs.com (2603:10b6:510:1::1) with Microsoft SMTP',
  ' Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id',
  ' 15.20.8182.19; Thu, 26 Nov 2026 09:00:04 +0000',
  'Received: from BN1PEPF0000468A.namprd05.prod.outlook.com',
  ' (2603:10b6:408:ec:cafe::5) by BN0PR04CA0101.outlook.office365.com',
  ' (2603:10b6:408:ec::16) with Microsoft SMTP Server (version=TLS1_3,',
  ' cipher=TLS_AES_256_GCM_SHA384) id 15.20.8182.19 via Frontend Transport; Thu, 26 Nov 2026 09:00:03 +0000',
  'Authentication-Results: spf=pass (sender IP is 198.51.100.7)',
  ' smtp.mailfrom=mail.example.com; dkim=pass (signature was verified)',
  ' header.d=example.com;dmarc=pass action=none',
  ' header.from=example.com;compauth=pass reason=100',
  'Received-SPF: Pass (protection.outlook.com: domain of mail.example.com designates',
  ' 198.51.100.7 as permitted sender) receiver=protection.outlook.com;',
  ' client-ip=198.51.100.7; helo=out.mail.example.com; pr=C',
  'Received: from out.mail.example.com (198.51.100.7) by',
  ' BN1PEPF0000468A.mail.protection.outlook.com (10.167.243.135) with Microsoft',
  ' SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.8182.16 via',
  ` Frontend Transport; ${AT}`,
);

const YAHOO = lines(
  'X-Apparently-To: ops@yahoo.example; Thu, 26 Nov 2026 09:00:06 +0000',
  'Return-Path: <bounce@mail.example.com>',
  'Authentication-Results: atlas-production.v2-mail-prod1-gq1.omega.yahoo.com;',
  ' dkim=pass header.i=@example.com header.s=s1;',
  ' spf=pass smtp.mailfrom=mail.example.com;',
  ' dmarc=pass(p=REJECT) header.from=example.com;',
  'Received-SPF: pass (domain of mail.example.com designates 198.51.100.7 as permitted sender)',
  'Received: from 10.217.150.2',
  ' by atlas-production.v2-mail-prod1-gq1.omega.yahoo.com pod-id atlas--production-gq1-5f8b.gq1.yahoo.com with HTTPS; Thu, 26 Nov 2026 09:00:06 +0000',
  'Received: from 198.51.100.7 (EHLO out.mail.example.com)',
  ' by 10.217.150.2 with SMTPs',
  ` (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256); ${AT}`,
);

const ICLOUD = lines(
  'Received: from p00-icloudmta-smtpin-us-west-3a-60-percent-1.p00-icloudmta-smtpin-vip.icloud-mail-production.svc.kube.us-west-3a.k8s.cloud.apple.com (p00-icloudmta [10.113.12.32])',
  '\tby ms-1001.icloud.com (Oracle) with ESMTP id <0S1@ms-1001.icloud.com>',
  '\tfor ops@icloud.example; Thu, 26 Nov 2026 09:00:04 +0000 (GMT)',
  'Authentication-Results: bimi.icloud.com; bimi=none',
  'Authentication-Results: arc.icloud.com; arc=none',
  'Authentication-Results: dmarc.icloud.com; dmarc=pass header.from=example.com',
  'X-DMARC-Info: pass=pass; dmarc-policy=reject; s=u0; d=r0; pdomain=example.com',
  'Authentication-Results: dkim-verifier.icloud.com;',
  '\tdkim=pass (2048-bit key) header.d=example.com header.i=@example.com header.b=AbCdEf12',
  'Authentication-Results: spf.icloud.com; spf=pass (spf.icloud.com: domain of bounce@mail.example.com designates 198.51.100.7 as permitted sender) smtp.mailfrom=bounce@mail.example.com',
  'Received: from out.mail.example.com (out.mail.example.com [198.51.100.7])',
  '\tby p00-icloudmta-smtpin-us-west-3a-60-percent-1 (Postfix) with ESMTPS id 7A0B1C2D3E',
  '\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))',
  `\tfor <ops@icloud.example>; ${AT}`,
);

const FASTMAIL = lines(
  'Return-Path: <bounce@mail.example.com>',
  'Received: from phl-compute-05.internal (phl-compute-05.phl.internal [10.202.2.45])',
  '\t by sloti1d1t02 (Cyrus 3.11.0) with LMTPA;',
  '\t Thu, 26 Nov 2026 04:00:05 -0500',
  'X-Cyrus-Session-Id: sloti1d1t02-1234-1732611605-2-55',
  'Received: from phl-mx-03.messagingengine.com ([10.202.2.202])',
  '  by phl-compute-05.internal (LMTPProxy); Thu, 26 Nov 2026 04:00:05 -0500',
  'Received: from phl-mx-03.messagingengine.com (localhost [127.0.0.1])',
  '\tby mailmx.phl.internal (Postfix) with ESMTP id 7E1A2B3C4D',
  '\tfor <ops@fastmail.example>; Thu, 26 Nov 2026 04:00:04 -0500 (EST)',
  'Received: from phl-mx-03.messagingengine.com (localhost [127.0.0.1])',
  '    by phl-mx-03.messagingengine.com (Authentication Milter) with ESMTP',
  '    id 0A1B2C3D4E5; Thu, 26 Nov 2026 04:00:03 -0500',
  'Authentication-Results: phl-mx-03.messagingengine.com;',
  '    arc=none (no signatures found);',
  '    bimi=skipped (DMARC Policy is not at enforcement);',
  '    dkim=pass (2048-bit rsa key sha256) header.d=example.com',
  '      header.i=@example.com header.b=AbCdEf12 header.a=rsa-sha256 header.s=s1;',
  '    dmarc=pass policy.published-domain-policy=reject',
  '      policy.applied-disposition=none header.from=example.com;',
  '    iprev=pass smtp.remote-ip=198.51.100.7 (out.mail.example.com);',
  '    spf=pass smtp.mailfrom=bounce@mail.example.com smtp.helo=out.mail.example.com;',
  '    x-me-sender=none',
  'Received: from out.mail.example.com (out.mail.example.com [198.51.100.7])',
  '\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)',
  '\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)',
  '\t(No client certificate requested)',
  '\tby phl-mx-03.messagingengine.com (Postfix) with ESMTPS id 5ABC0D1E2F',
  '\tfor <ops@fastmail.example>; Thu, 26 Nov 2026 04:00:02 -0500 (EST)',
);

const house = (results: string, ...hop: readonly string[]): string =>
  lines('Return-Path: <bounce@mail.example.com>', `Authentication-Results: ${results}`, ...hop);

const PROTON = house(
  'mail.protonmail.ch; dkim=pass (Good rsa-sha256 signature) header.d=example.com header.a=rsa-sha256; dmarc=pass (p=reject dis=none) header.from=example.com; spf=pass smtp.mailfrom=mail.example.com',
  'Received: from out.mail.example.com (out.mail.example.com [198.51.100.7]) (using TLSv1.3',
  ' with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (4096 bits)) (No',
  ' client certificate requested) by mailin050.protonmail.ch (Postfix) with ESMTPS id',
  ` 4Xyz12AbCd for <ops@proton.example>; ${AT}`,
);
const GMX = house(
  'gmx.net; dkim=pass header.i=@example.com',
  'Received: from out.mail.example.com ([198.51.100.7]) by mx-ha.gmx.net',
  ' (mxgmx014 [212.227.15.9]) with ESMTPS (Nemesis) id 1MqN1Z-1tHabc0XYZ-00abcd for',
  ` <ops@gmx.example>; ${AT}`,
);
const EXIM = lines(
  'Return-path: <bounce@mail.example.com>',
  'Received: from out.mail.example.com ([198.51.100.7])',
  '\tby mx.receiver.example with esmtps  (TLS1.3) tls TLS_AES_256_GCM_SHA384',
  '\t(Exim 4.97.1)',
  '\t(envelope-from <bounce@mail.example.com>)',
  '\tid 1tFabc-000000012Xy-0Abc',
  `\tfor ops@receiver.example; ${AT}`,
);
const QMAIL = lines(
  'Return-Path: <bounce@mail.example.com>',
  'Received: (qmail 12345 invoked by uid 89); 26 Nov 2026 09:00:03 -0000',
  'Received: from out.mail.example.com (HELO out.mail.example.com) (198.51.100.7)',
  '  (smtp-auth username none, mechanism none) by mx.receiver.example',
  '  (qpsmtpd/1.00) with (ECDHE-RSA-AES256-GCM-SHA384 encrypted) ESMTPS; Thu, 26 Nov 2026 09:00:02 +0000',
);

const POSTFIX = lines(
  'Return-Path: <bounce@mail.example.com>',
  'Received: from out.mail.example.com (out.mail.example.com [198.51.100.7])',
  '\tby mx.receiver.example (Postfix) with ESMTPS id 4Xyz',
  '\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))',
  `\tfor <ops@receiver.example>; ${AT}`,
);
const own = (message: string): string => POSTFIX + signed(message);

const LIST = [
  lines(
    'Return-Path: <members-bounces@lists.example.net>',
    'Received: from lists.example.net (lists.example.net [203.0.113.5])',
    '\tby mx.receiver.example (Postfix) with ESMTPS id 4Xyz',
    '\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))',
    `\tfor <ops@receiver.example>; ${AT}`,
  ),
  signed(
    `${lines('Received: from out.mail.example.com (out.mail.example.com [198.51.100.7])', '\tby lists.example.net (Postfix) with ESMTPS id 9Abc; Thu, 26 Nov 2026 09:00:01 +0000')}${signed(PLAIN).replace('Subject: Your', 'Subject: [members] Your')}-- \r\nA footer of the list.\r\n`,
    { domain: 'lists.example.net', selector: 'k', key: ED25519 },
  ),
].join('');

const NDR = lines(
  'Return-Path: <>',
  'Received: from out.mail.example.com (out.mail.example.com [198.51.100.7])',
  '\tby mx.receiver.example (Postfix) with ESMTPS id 4Xyz',
  '\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))',
  `\tfor <ops@receiver.example>; ${AT}`,
  'From: MAILER-DAEMON@example.com (Mail Delivery System)',
  'To: ops@receiver.example',
  'Subject: Undelivered Mail Returned to Sender',
  'Date: Thu, 26 Nov 2026 09:00:00 +0000',
  'Message-ID: <9@out.mail.example.com>',
  'Auto-Submitted: auto-replied',
  'MIME-Version: 1.0',
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
  '',
  '--b',
  'Content-Type: text/plain; charset=us-ascii',
  '',
  'I am sorry to have to inform you that your message could not be delivered.',
  '',
  '--b',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; out.mail.example.com',
  '',
  'Final-Recipient: rfc822; x@receiver.example',
  'Action: failed',
  'Status: 5.1.1',
  '',
  '--b',
  'Content-Type: message/rfc822',
  '',
  'From: billing@example.com',
  'Subject: x',
  '',
  'See http://click.tracker.example/x',
  '--b--',
);

const SMIME = own(
  letter(
    [
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Your invoice: https://www.example.com/pay',
      '',
      '--b',
      'Content-Type: application/pkcs7-signature; name="smime.p7s"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="smime.p7s"',
      '',
      'MIIGDAYJKoZIhvcNAQcCoIIF/TCCBfkCAQExDzANBglghkgBZQMEAgEFADALBgkqhkiG9w0BBwGg',
      '--b--',
      '',
    ],
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="b"',
  ),
);
const SEALED = own(
  letter(
    ['MIIGDAYJKoZIhvcNAQcDoIIF/TCCBfkCAQAxggF0MIIBcAIBADBYMFIxCzAJBgNVBAYTAkRFMRIw', ''],
    'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7m"',
  ),
);
const FLOWED = own(
  letter(
    ['Your invoice is here: https://www.exam ', 'ple.com/pay/november and here: ', 'https://www.example.com/', ''],
    'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes',
  ),
);
const QUOTED = own(
  letter(
    ['<p>Pay <a href=3D"https://www.exam=', 'ple.com/pay">here</a>, caf=C3=A9</p>', ''],
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
  ),
);
const latin = (message: string): Uint8Array => Buffer.from(message, 'latin1');
const EIGHT = letter(
  ['Cafe au lait costs: 3 EUR, https://www.example.com/pay', ''],
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: 8bit',
);
const based = (html: string): string => Buffer.from(html).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
const html = (link: string): string =>
  own(
    letter(
      [
        '--b',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Pay at the desk.',
        '--b',
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: base64',
        '',
        based(`<p>Pay <a href="${link}">here</a></p>`),
        '--b--',
        '',
      ],
      'Content-Type: multipart/alternative; boundary="b"',
    ),
  );

interface Case {
  readonly what: string;
  readonly saved: string | Uint8Array;
  readonly exitCode: number;
  /** Open findings by check. */
  readonly open: { readonly [check: string]: string };
  /** Reasons of findings that are not open, where they matter. */
  readonly also?: { readonly [check: string]: string };
  /** Hosts of the links. */
  readonly hosts?: readonly string[];
}

const NONE = { 'inbox-results': 'no-results' };

const CASES: readonly Case[] = [
  { what: 'Gmail', saved: GMAIL + signed(PLAIN), exitCode: 0, open: {}, also: { 'inbox-results': 'ok', 'inbox-tls': 'ok' } },
  { what: 'Outlook', saved: OUTLOOK + signed(PLAIN), exitCode: 0, open: {}, also: { 'inbox-results': 'ok', 'inbox-tls': 'ok' } },
  { what: 'Yahoo', saved: YAHOO + signed(PLAIN), exitCode: 0, open: {}, also: { 'inbox-results': 'ok', 'inbox-tls': 'ok' } },
  { what: 'iCloud', saved: ICLOUD + signed(PLAIN), exitCode: 0, open: {}, also: { 'inbox-results': 'ok', 'inbox-tls': 'ok' } },
  {
    what: 'Fastmail',
    saved: FASTMAIL + signed(PLAIN),
    exitCode: 0,
    open: {},
    also: { 'inbox-results': 'ok', 'inbox-tls': 'ok' },
  },
  { what: 'Proton', saved: PROTON + signed(PLAIN), exitCode: 0, open: {}, also: { 'inbox-results': 'ok', 'inbox-tls': 'ok' } },
  { what: 'GMX', saved: GMX + signed(PLAIN), exitCode: 0, open: {}, also: { 'inbox-results': 'ok', 'inbox-tls': 'ok' } },
  { what: 'Exim', saved: EXIM + signed(PLAIN), exitCode: 0, open: NONE, also: { 'inbox-tls': 'ok' } },
  { what: 'qmail', saved: QMAIL + signed(PLAIN), exitCode: 0, open: NONE, also: { 'inbox-tls': 'ok' } },
  {
    what: 'Gmail, with results in its name that came with the message',
    saved: GMAIL.replace(GMAIL_RESULTS, '') + signed(PLAIN).replace('From: Main', `${GMAIL_RESULTS.trimEnd()}\r\nFrom: Main`),
    exitCode: 0,
    open: { 'inbox-results': 'no-results' },
  },
  {
    what: 'Gmail, with its own results and others in its name below them',
    saved: GMAIL + signed(PLAIN).replace('From: Main', `${GMAIL_RESULTS.trimEnd()}\r\nFrom: Main`),
    exitCode: 1,
    open: { 'inbox-results': 'forged' },
  },
  {
    what: 'through a list that changed it',
    saved: LIST,
    exitCode: 1,
    open: { ...NONE, 'inbox-signed': 'another-broken', 'inbox-aligned': 'signature-not-valid' },
  },
  {
    what: 'an answer',
    saved: own(PLAIN.replace('Subject: ', 'In-Reply-To: <6@example.com>\r\nSubject: Re: ')),
    exitCode: 0,
    open: NONE,
  },
  { what: 'signed by S/MIME', saved: SMIME, exitCode: 0, open: NONE, hosts: ['www.example.com'] },
  { what: 'sealed by S/MIME', saved: SEALED, exitCode: 0, open: { ...NONE, 'inbox-links': 'sealed' } },
  { what: 'format=flowed, a link over two lines', saved: FLOWED, exitCode: 0, open: NONE, hosts: ['www.example.com'] },
  {
    what: 'quoted-printable, HTML alone, a link over two lines',
    saved: QUOTED,
    exitCode: 0,
    open: { ...NONE, 'inbox-form': 'no-text' },
    hosts: ['www.example.com'],
  },
  {
    what: 'Latin-1, declared as 8bit',
    saved: latin(own(EIGHT)),
    exitCode: 0,
    open: NONE,
  },
  {
    what: 'a link by a tracker, in base64',
    saved: html('https://u1.ct.sendgrid.net/ls/click?x'),
    exitCode: 0,
    open: { ...NONE, 'inbox-links': 'rewritten' },
  },
  {
    what: 'a link that the receiver’s filter wrapped',
    saved: html('https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.com%2Fpay&data=05'),
    exitCode: 0,
    open: NONE,
  },
];

describe('a message in the shape of', () => {
  it.concurrent.each(CASES)('$what', async ({ what, saved, exitCode, open, also = {}, hosts }) => {
    const path = join(home.path, `${what.replaceAll(/\W+/g, '-')}.eml`);
    writeFileSync(path, saved);
    const ran = await certifyWarm(['message', path, '--resolver', lab.recursive, '--json'], { cwd: home.path });
    const told = document(ran);
    const found = told.findings.filter(({ status }) => status !== 'pass' && status !== 'not-applicable');
    expect({ exitCode: ran.exitCode, open: Object.fromEntries(found.map(({ check, reason }) => [check, reason])) }).toEqual({
      exitCode,
      open,
    });
    for (const [check, reason] of Object.entries(also))
      expect([check, told.findings.find((one) => one.check === check)?.reason]).toEqual([check, reason]);
    if (hosts === undefined) return;
    const { value } = told.observations['message.content'] as unknown as { value: { hosts: readonly { host: string }[] } };
    expect(value.hosts.map(({ host }) => host)).toEqual(hosts);
  });
});

it('refuses a report of a failed delivery by what it is', async () => {
  const path = join(home.path, 'report.eml');
  writeFileSync(path, NDR);
  const ran = await certifyWarm(['message', path, '--resolver', lab.recursive], { cwd: home.path });
  expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringMatching(/report/)]);
});
