// Messages for tests, as a receiver would leave them in a mailbox. Lines end in CRLF.
import { signed, type SignOptions } from './dkim-signer.ts';

export const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n`;

/** As the author's side composes it. */
export const BARE = lines(
  'From: Main Gym <billing@example.com>',
  'To: Ops <ops@receiver.example>',
  'Subject: Your invoice  for November',
  'Date: Thu, 26 Nov 2026 09:00:00 +0000',
  'Message-ID: <1@example.com>',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Dear member,  ',
  '',
  'your invoice is\there: https://www.example.com/pay',
  '',
  '',
);

/** What the receiver writes above it. */
export const RECEIVED = lines(
  'Return-Path: <bounce@mail.example.com>',
  'Delivered-To: ops@receiver.example',
  'Received: from out.mail.example.com (out.mail.example.com [198.51.100.7])',
  '\tby mx.receiver.example (Postfix) with ESMTPS id 4Xyz',
  '\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))',
  '\tfor <ops@receiver.example>; Thu, 26 Nov 2026 09:00:02 +0000 (UTC)',
);

/** Signed, and received. */
export const received = (options: SignOptions = {}, message = BARE): string => RECEIVED + signed(message, options);
