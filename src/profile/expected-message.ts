// What a profile says that a received message shows.
import type { ExpectedMessage } from '../core/ports/message.ts';
import type { Profile } from './profile.ts';

export const expectedMessage = ({ squareos: { sender }, sending, provider }: Profile): ExpectedMessage => ({
  from: sender.senderValue,
  replyTo: sender.replyTo ?? null,
  returnPath: sender.returnPath ?? null,
  campaigns: sending.mailType === undefined ? null : sending.mailType === 'MARKETING',
  dkim: provider === 'SES' && sender.dkim.length === 0 ? null : sender.dkim,
});
