// Whose Authentication-Results are believed: headers as the makes leave them, and as somebody forges them.
import { describe, expect, it } from 'vitest';
import { registrableDomain } from '../../../src/mail/dmarc/registrable.ts';
import { parseHeader } from '../../../src/mail/message/headers.ts';
import { traceOf } from '../../../src/mail/message/trace.ts';

const trace = (header: string, authservId: string | null = null) =>
  traceOf(parseHeader(Buffer.from(`${header.trim().replaceAll('\n', '\r\n')}\r\n\r\nbody\r\n`)), {
    authservId,
    organisationOf: registrableDomain,
  });

/** `dkim=pass example.com` of each that is believed. */
const believed = (header: string, authservId: string | null = null): readonly string[] =>
  trace(header, authservId)
    .results.filter(({ standing }) => standing === 'trusted')
    .flatMap(({ results }) =>
      results.map(({ method, result, domain }) => `${method}=${result}${domain === null ? '' : ` ${domain}`}`),
    );

const standings = (header: string, authservId: string | null = null) =>
  trace(header, authservId).results.map(({ authservId: id, standing }) => `${id ?? 'nobody'} ${standing}`);

const AUTHOR = `
From: Main Gym <billing@example.com>
To: ops@receiver.example
Subject: Your invoice
`.trim();

interface Make {
  readonly header: string;
  readonly receiver: string;
  readonly says: readonly string[];
}

const MAKES: { readonly [make: string]: Make } = {
  Gmail: {
    header: `
Delivered-To: ops@gmail.com
Received: by 2002:a05:6a11:4d1:b0:557:8e2c:6de2 with SMTP id y17csp1234567pxr;
        Thu, 26 Nov 2026 01:00:04 -0800 (PST)
X-Received: by 2002:a05:620a:1a1d:b0:7b1:1 with SMTP id bk29mr1;
        Thu, 26 Nov 2026 01:00:04 -0800 (PST)
ARC-Authentication-Results: i=1; mx.google.com;
       dkim=pass header.i=@example.com header.s=s1 header.b=abc
Return-Path: <0100@mail.example.com>
Received: from a8-29.smtp-out.amazonses.com (a8-29.smtp-out.amazonses.com. [54.240.8.29])
        by mx.google.com with ESMTPS id d75a77b69052e-46
        for <ops@gmail.com>
        (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128);
        Thu, 26 Nov 2026 01:00:03 -0800 (PST)
Received-SPF: pass (google.com: domain of 0100@mail.example.com designates 54.240.8.29 as permitted sender) client-ip=54.240.8.29;
Authentication-Results: mx.google.com;
       dkim=pass header.i=@example.com header.s=s1 header.b=abc;
       dkim=pass header.i=@amazonses.com header.s=224i4yxa5dv7c2xz3womw6peuasteono header.b=def;
       spf=pass (google.com: domain of 0100@mail.example.com designates 54.240.8.29 as permitted sender) smtp.mailfrom=0100@mail.example.com;
       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com
DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; b=abc`,
    receiver: 'google.com',
    says: ['dkim=pass example.com', 'dkim=pass amazonses.com', 'spf=pass mail.example.com', 'dmarc=pass example.com'],
  },
  'Exchange Online, which names nobody': {
    header: `
Received: from AM0PR07CA0001.eurprd07.prod.outlook.com (2603:10a6:208:1::14) by
 VI1PR0701MB0001.eurprd07.prod.outlook.com (2603:10a6:800:1::20) with Microsoft SMTP Server
 (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.1; Thu, 26 Nov 2026 09:00:05 +0000
Received: from AM5EUR02FT001.eop-EUR02.prod.protection.outlook.com
 (2603:10a6:208:1:cafe::1) by AM0PR07CA0001.outlook.office365.com
 (2603:10a6:208:1::14) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.1 via Frontend
 Transport; Thu, 26 Nov 2026 09:00:05 +0000
Authentication-Results: spf=pass (sender IP is 54.240.8.29)
 smtp.mailfrom=mail.example.com; dkim=pass (signature was verified)
 header.d=example.com;dmarc=pass action=none
 header.from=example.com;compauth=pass reason=100
Received-SPF: Pass (protection.outlook.com: domain of mail.example.com
 designates 54.240.8.29 as permitted sender) receiver=protection.outlook.com;
Received: from a8-29.smtp-out.amazonses.com (54.240.8.29) by
 AM5EUR02FT001.mail.protection.outlook.com (10.152.8.1) with Microsoft SMTP Server
 (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.1 via Frontend Transport; Thu, 26 Nov 2026 09:00:04 +0000`,
    receiver: 'outlook.com',
    says: ['spf=pass mail.example.com', 'dkim=pass example.com', 'dmarc=pass example.com', 'compauth=pass'],
  },
  Yahoo: {
    header: `
Received: from 127.0.0.1
 by atlas-production.v2-mail-prod1-gq1.omega.yahoo.com pod-id atlas--production-gq1 with HTTP; Thu, 26 Nov 2026 09:00:06 +0000
X-Originating-Ip: [54.240.8.29]
Received-SPF: pass (domain of mail.example.com designates 54.240.8.29 as permitted sender)
Authentication-Results: atlas-production.v2-mail-prod1-gq1.omega.yahoo.com;
 dkim=pass header.i=@example.com header.s=s1;
 spf=pass smtp.mailfrom=mail.example.com;
 dmarc=pass(p=REJECT) header.from=example.com;
X-Apparently-To: ops@yahoo.com; Thu, 26 Nov 2026 09:00:06 +0000
Received: from 54.240.8.29 (EHLO a8-29.smtp-out.amazonses.com)
 by 10.253.237.92 with SMTPs
 (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256);
 Thu, 26 Nov 2026 09:00:06 +0000`,
    receiver: 'yahoo.com',
    says: ['dkim=pass example.com', 'spf=pass mail.example.com', 'dmarc=pass example.com'],
  },
  'Dovecot behind Postfix and rspamd': {
    header: `
Return-Path: <0100@mail.example.com>
Delivered-To: ops@receiver.example
Received: from mx.receiver.example
	by mail.receiver.example with LMTP
	id aBcD (envelope-from <0100@mail.example.com>)
	for <ops@receiver.example>; Thu, 26 Nov 2026 09:00:07 +0000
Received: from a8-29.smtp-out.amazonses.com (a8-29.smtp-out.amazonses.com [54.240.8.29])
	(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)
	 key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)
	(No client certificate requested)
	by mx.receiver.example (Postfix) with ESMTPS id 4Wxyz
	for <ops@receiver.example>; Thu, 26 Nov 2026 09:00:06 +0000 (UTC)
Authentication-Results: mx.receiver.example;
	dkim=pass header.d=example.com header.s=s1 header.b=abc;
	dmarc=pass (policy=reject) header.from=example.com;
	spf=pass (mx.receiver.example: domain of 0100@mail.example.com designates 54.240.8.29 as permitted sender) smtp.mailfrom=0100@mail.example.com`,
    receiver: 'receiver.example',
    says: ['dkim=pass example.com', 'dmarc=pass example.com', 'spf=pass mail.example.com'],
  },
  'Postfix with opendkim and OpenDMARC, a field each': {
    header: `
Return-Path: <0100@mail.example.com>
X-Original-To: ops@receiver.example
Received: from a8-29.smtp-out.amazonses.com (a8-29.smtp-out.amazonses.com [54.240.8.29])
	(using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384)
	by mx.receiver.example (Postfix) with ESMTPS id 4Wxyz
	for <ops@receiver.example>; Thu, 26 Nov 2026 09:00:06 +0000 (UTC)
DMARC-Filter: OpenDMARC Filter v1.4.2 mx.receiver.example 4Wxyz
Authentication-Results: mx.receiver.example; dmarc=pass (p=reject dis=none) header.from=example.com
Authentication-Results: mx.receiver.example; spf=pass smtp.mailfrom=mail.example.com
DKIM-Filter: OpenDKIM Filter v2.11.0 mx.receiver.example 4Wxyz
Authentication-Results: mx.receiver.example;
	dkim=pass (2048-bit key; unprotected) header.d=example.com header.i=@example.com header.a=rsa-sha256 header.s=s1 header.b=abc;
	dkim-atps=neutral`,
    receiver: 'receiver.example',
    says: ['dmarc=pass example.com', 'spf=pass mail.example.com', 'dkim=pass example.com', 'dkim-atps=neutral'],
  },
  Exim: {
    header: `
Return-path: <0100@mail.example.com>
Envelope-to: ops@receiver.example
Delivery-date: Thu, 26 Nov 2026 09:00:07 +0000
Authentication-Results: mx.receiver.example;
	iprev=pass (a8-29.smtp-out.amazonses.com) smtp.remote-ip=54.240.8.29;
	spf=pass smtp.mailfrom=mail.example.com;
	dkim=pass header.d=example.com header.s=s1 header.a=rsa-sha256;
	dmarc=pass header.from=example.com;
	arc=none
Received: from a8-29.smtp-out.amazonses.com ([54.240.8.29])
	by mx.receiver.example with esmtps  (TLS1.3) tls TLS_AES_256_GCM_SHA384
	(Exim 4.98)
	(envelope-from <0100@mail.example.com>)
	id 1tFabc-000001-Ab
	for ops@receiver.example;
	Thu, 26 Nov 2026 09:00:07 +0000`,
    receiver: 'receiver.example',
    says: ['iprev=pass', 'spf=pass mail.example.com', 'dkim=pass example.com', 'dmarc=pass example.com', 'arc=none'],
  },
  Fastmail: {
    header: `
Return-Path: <0100@mail.example.com>
Received: from phl-compute-02.internal (phl-compute-02.phl.internal [10.202.2.42])
	 by sloti23n22 (Cyrus 3.13) with LMTPA;
	 Thu, 26 Nov 2026 04:00:07 -0500
Received: from phl-mx-01.messagingengine.com ([10.202.2.200])
  by phl-compute-02.internal (MEProxy); Thu, 26 Nov 2026 04:00:06 -0500
ARC-Authentication-Results: i=1; mx1.messagingengine.com; dkim=pass
Authentication-Results: mx1.messagingengine.com;
    bimi=none (No BIMI records found);
    arc=none (no signatures found);
    dkim=pass (2048-bit rsa key sha256) header.d=example.com
    header.i=@example.com header.b=abc header.a=rsa-sha256 header.s=s1;
    dmarc=pass policy.published-domain-policy=reject header.from=example.com;
    iprev=pass smtp.remote-ip=54.240.8.29 (a8-29.smtp-out.amazonses.com);
    spf=pass smtp.mailfrom=0100@mail.example.com smtp.helo=a8-29.smtp-out.amazonses.com
Received: from a8-29.smtp-out.amazonses.com (a8-29.smtp-out.amazonses.com [54.240.8.29])
	(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
	by mx1.messagingengine.com (Postfix) with ESMTPS id 4A
	for <ops@fastmail.com>; Thu, 26 Nov 2026 04:00:05 -0500 (EST)`,
    receiver: 'messagingengine.com',
    says: ['bimi=none', 'arc=none', 'dkim=pass example.com', 'dmarc=pass example.com', 'iprev=pass', 'spf=pass mail.example.com'],
  },
};

const SENDERS_OWN =
  'Received: from app.example.com (app.example.com [203.0.113.5]) by out.example.com with ESMTPS id 1; Thu, 26 Nov 2026 09:00:00 +0000';

describe('what a make leaves', () => {
  it.each(Object.entries(MAKES))('is read as it means it: %s', (_, { header, receiver, says }) => {
    for (const rest of [AUTHOR, `${SENDERS_OWN}\n${AUTHOR}`]) {
      const whole = `${header.trim()}\n${rest}`;
      const told = trace(whole);
      expect([told.receiver, told.border?.ip, told.border?.tls]).toEqual([receiver, '54.240.8.29', true]);
      expect(told.border?.tlsVersion).toMatch(/^TLS 1\.[23]$/);
      expect(believed(whole)).toEqual(says);
      expect(told.contradicted).toEqual([]);
    }
  });

  it('of a gateway counts by its own name alone: the mailbox is another house', () => {
    const header = `
Received: from mx0a-001.pphosted.com (mx0a-001.pphosted.com [148.163.1.1]) by mail.receiver.example with ESMTPS; Thu, 26 Nov 2026 09:00:08 +0000
Authentication-Results: mx0a-001.pphosted.com; spf=pass smtp.mailfrom=mail.example.com; dkim=pass header.d=example.com header.s=s1; dmarc=pass header.from=example.com
Received: from pps.filterd (m0000.ppops.net [127.0.0.1])
	by mx0a-001.pphosted.com (8.18.1.2/8.18.1.2) with ESMTP id 4Q; Thu, 26 Nov 2026 09:00:07 GMT
Received: from a8-29.smtp-out.amazonses.com (a8-29.smtp-out.amazonses.com [54.240.8.29])
	by mx0a-001.pphosted.com (PPS) with ESMTPS id 4P
	(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NOT); Thu, 26 Nov 2026 09:00:06 GMT
${SENDERS_OWN}
${AUTHOR}`;
    expect(believed(header)).toEqual([]);
    expect(trace(header).border?.ip).toBe('148.163.1.1');
    expect(believed(header, 'mx0a-001.pphosted.com')).toEqual([
      'spf=pass mail.example.com',
      'dkim=pass example.com',
      'dmarc=pass example.com',
    ]);
    expect(trace(header, 'mx0a-001.pphosted.com').border?.ip).toBe('54.240.8.29');
  });

  it('of a host that took it in the clear says so, and of one that does not tell nothing', () => {
    const hop =
      'Received: from out.example.com (out.example.com [54.240.8.29]) by mx.receiver.example with ESMTP id 4A; Thu, 26 Nov 2026 09:00:00 +0000';
    expect(trace(`${hop}\n${AUTHOR}`).border).toMatchObject({ tls: false, tlsVersion: null, at: '2026-11-26T09:00:00.000Z' });
    expect(trace(`${hop.replace('with ESMTP ', '')}\n${AUTHOR}`).border).toMatchObject({ tls: null, protocol: null });
    const cisco = hop.replace('with ESMTP ', 'with ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384 ');
    expect(trace(`${cisco}\n${AUTHOR}`).border).toMatchObject({ tls: true, tlsVersion: null });
  });
});

describe('a forgery', () => {
  const TOP =
    'Received: from out.evil.example (out.evil.example [203.0.113.66]) by mx.receiver.example (Postfix) with ESMTPS id 4A; Thu, 26 Nov 2026 09:00:06 +0000';
  const OWN =
    'Authentication-Results: mx.receiver.example; dkim=fail header.d=example.com header.s=s1; dmarc=fail header.from=example.com';
  const FORGED =
    'Authentication-Results: mx.receiver.example; dkim=pass header.d=example.com header.s=s1; dmarc=pass header.from=example.com';

  it('below the first Received of another host is called so', () => {
    const header = `${TOP}\n${OWN}\nReceived: from x by relay.evil.example; Thu, 26 Nov 2026 09:00:00 +0000\n${FORGED}\n${AUTHOR}`;
    expect(standings(header)).toEqual(['mx.receiver.example trusted', 'mx.receiver.example forged']);
    expect(believed(header)).toEqual(['dkim=fail example.com', 'dmarc=fail example.com']);
  });

  it('below the author’s fields is called so where the receiver writes above them, and is not believed where it may write there', () => {
    expect(standings(`${TOP}\n${OWN}\n${AUTHOR}\n${FORGED}`)).toEqual([
      'mx.receiver.example trusted',
      'mx.receiver.example forged',
    ]);
    // Coremail, and Exim as it adds headers unless told otherwise, write at the end.
    expect(standings(`${TOP}\n${AUTHOR}\n${FORGED}`)).toEqual(['mx.receiver.example said']);
  });

  it('is not every name of one label: a host that calls itself so is meant', () => {
    const top = TOP.replace('by mx.receiver.example', 'by mx19');
    expect(believed(`${top}\nAuthentication-Results: mx19; spf=pass smtp.mail=a@example.com\n${AUTHOR}`)).toEqual([
      'spf=pass example.com',
    ]);
  });

  it('in the place of the receiver’s own contradicts it', () => {
    expect(trace(`${TOP}\n${OWN}\n${FORGED}\n${AUTHOR}`).contradicted).toEqual(['dkim', 'dmarc']);
  });

  it('of a hop does not move the border: an inner name, a private address, a name of nobody', () => {
    const hops = [
      'Received: from good.example.com (good.example.com [54.240.8.29]) by mx2.receiver.example with ESMTPS; Thu, 26 Nov 2026 09:00:00 +0000',
      'Received: from good.example.com (good.example.com [54.240.8.29]) by 10.0.0.1 with ESMTPS; Thu, 26 Nov 2026 09:00:00 +0000',
      'Received: (qmail 1 invoked from network); Thu, 26 Nov 2026 09:00:00 +0000',
    ];
    for (const hop of hops) {
      const header = `${TOP}\n${hop}\n${FORGED}\n${AUTHOR}`;
      expect(trace(header).border?.ip).toBe('203.0.113.66');
      expect(standings(header)).toEqual(['mx.receiver.example forged']);
    }
  });

  it('is not made of a sender’s hop behind a proxy that hides every client', () => {
    const top = TOP.replace(
      'out.evil.example (out.evil.example [203.0.113.66])',
      'out.example.com (out.example.com [172.17.0.1])',
    );
    const told = trace(`${top}\n${SENDERS_OWN}\n${FORGED}\n${AUTHOR}`);
    expect([told.border, told.others, told.results[0]?.standing]).toEqual([null, 1, 'forged']);
  });

  it('of HELO moves nothing, where the host looked for the name and found none', () => {
    const top = TOP.replace('from out.evil.example (out.evil.example [', 'from mx9.receiver.example (unknown [');
    const header = `${top}\nReceived: from a (a [54.240.8.29]) by mx2.receiver.example; Thu, 26 Nov 2026 09:00:00 +0000\n${FORGED}\n${AUTHOR}`;
    expect(trace(header).border?.ip).toBe('203.0.113.66');
    expect(believed(header)).toEqual([]);
  });

  it('without any Received is nobody’s word', () => {
    expect(standings(`${FORGED}\n${AUTHOR}`)).toEqual(['mx.receiver.example said']);
    // Somebody who names it says that it is the receiver's: nothing then stands below another host.
    expect(standings(`${FORGED}\n${AUTHOR}`, 'mx.receiver.example')).toEqual(['mx.receiver.example trusted']);
    expect(standings(`${AUTHOR}\n${FORGED}`, 'mx.receiver.example')).toEqual(['mx.receiver.example said']);
  });

  it('in another name is somebody’s word, wherever it stands', () => {
    const other = FORGED.replace('mx.receiver.example', 'mx.evil.example');
    expect(standings(`${other}\n${TOP}\n${AUTHOR}`)).toEqual(['mx.evil.example said']);
    expect(standings(`${TOP}\n${AUTHOR}\n${other}`)).toEqual(['mx.evil.example said']);
  });

  it('of a name that looks alike is nobody’s', () => {
    for (const id of ['receiver.example.evil.example', 'xreceiver.example', '"mx.receiver.example"x', 'mx.receiver.example=x']) {
      const header = `${TOP}\n${FORGED.replace('mx.receiver.example', id)}\n${AUTHOR}`;
      expect(believed(header, 'mx.receiver.example')).toEqual([]);
      expect(believed(header)).toEqual([]);
    }
  });

  it('inside a comment or a quoted string says nothing', () => {
    const header = `${TOP}\nAuthentication-Results: mx.receiver.example (dmarc=pass header.from=example.com); spf=fail reason="x; dkim=pass header.d=example.com" smtp.mailfrom=evil.example (; dkim=pass header.d=example.com)\n${AUTHOR}`;
    expect(believed(header)).toEqual(['spf=fail evil.example']);
  });
});
