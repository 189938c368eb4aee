import { describe, expect, it } from 'vitest';
import { inboxTls } from '../../../src/checks/message/inbox-tls.ts';
import { BARE, received } from '../../fakes/messages.ts';
import { judged } from './judge.ts';

const hop = (how: string): string => received().replace(/ESMTPS id 4Xyz\r\n[^\r]*\r\n/, `${how}\r\n`);

describe('inbox-tls', () => {
  it.each<[string, string, string]>([
    ['ok', 'pass', received()],
    ['ok', 'pass', hop('ESMTPSA id 4')],
    ['ok', 'pass', hop('esmtps (TLS1.2) tls TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384')],
    ['old-version', 'warn', hop('ESMTPS id 4 (version=TLS1 cipher=AES)')],
    ['old-version', 'warn', hop('ESMTPS id 4 (using TLSv1.1 with cipher AES)')],
    ['old-version', 'warn', hop('ESMTPS id 4 (using SSLv3 with cipher AES)')],
    ['in-the-clear', 'warn', hop('ESMTP id 4')],
    ['in-the-clear', 'warn', hop('SMTP id 4')],
    ['not-told', 'inconclusive', hop('HTTP id 4')],
    ['not-told', 'inconclusive', BARE],
  ])('%s: %s', async (reason, status, message) => {
    expect(await judged(inboxTls, message)).toMatchObject({ status, reason });
  });
});
