// SES behind its SMTP interface: the derived password, and what SES answers to a message that came in over SMTP.
import { createHmac } from 'node:crypto';
import { AwsError, type Caller } from '../aws/call.ts';
import type { Cloud } from '../aws/cloud.ts';
import { composeRaw } from '../aws/message.ts';
import { type Accept, submit } from '../aws/send-email.ts';
import type { RelayJudge } from '../smtp/mail-server.ts';

/** SES guide, smtp-credentials: an HMAC chain over fixed words and the region, version byte 4, base64. */
export const sesSmtpPassword = (secret: string, region: string): string => {
  const chain = ['11111111', region, 'ses', 'aws4_request', 'SendRawEmail'];
  const key = chain.reduce<Buffer>(
    (last, word) => createHmac('sha256', last).update(word).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  return Buffer.concat([Buffer.from([4]), key]).toString('base64');
};

/** The words of SES's SMTP replies (SES guide, troubleshoot-smtp). */
const refusalOf = (error: AwsError): { readonly code: number; readonly text: string } => {
  if (error.code === 'AccessDeniedException') return { code: 554, text: `Access denied: ${error.message}` };
  if (error.code === 'LimitExceededException') return { code: 454, text: `Throttling failure: ${error.message}` };
  return { code: 554, text: `Message rejected: ${error.message}` };
};

const callerOf = (cloud: Cloud, username: string): Caller => {
  const found = cloud.userOf(username);
  if (found === null) throw new AwsError('AccessDeniedException', 403, `User ${username} is not known`);
  return cloud.callerOf(found.name, username);
};

/** Judges what the relay was given as SES does; an accepted message is durable when this returns. */
export const sesJudge =
  (cloud: Cloud, accept: Accept, region: string): RelayJudge =>
  ({ username, from, to, raw }) => {
    try {
      const composed = composeRaw(raw);
      const messageId = submit(cloud, accept, {
        region,
        caller: callerOf(cloud, username ?? ''),
        from: composed.from ?? from,
        recipients: to,
        to: composed.to,
        composed,
        configurationSet: composed.configurationSet,
        tenant: composed.tenant,
        identityArns: composed.identityArns,
        tags: composed.tags,
      });
      return { id: messageId, text: `Ok ${messageId}` };
    } catch (error) {
      if (error instanceof AwsError) return refusalOf(error);
      throw error;
    }
  };
