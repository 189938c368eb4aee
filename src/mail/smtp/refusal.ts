// Why a relay refused a login, a sender, a recipient or a message: judged alike at every stage, by what its words say, then by the
// enhanced code, and by the class of the reply only where neither tells (RFC 3463 §3, RFC 4954 §6, and the vendors' own words).
import type { SmtpReply, SmtpStage } from '../../core/ports/smtp.ts';
import type { RefusalCause, RefusalRule } from './refusal-causes.ts';
import { relayFor } from './relay-table.ts';
import { refusalRules } from './refusal-rules.ts';

export interface RefusalPlace {
  readonly stage: SmtpStage;
  /** Key of the relay table, by host or greeting; null: nobody known, so no vendor's words count. */
  readonly vendor: string | null;
}

/** Where in a session a reply came, and whose it is by the host's name or the greeting. */
export const placeIn = (session: { readonly host: string; readonly banner: string | null }, stage: SmtpStage): RefusalPlace => ({
  stage,
  vendor: relayFor({ relay: null, host: session.host, banner: session.banner })?.key ?? null,
});

/** A phrase may run over several lines, each with the code before it. */
const spoken = (reply: SmtpReply): string =>
  reply.lines.map((line) => line.replace(/^#?[245]\.\d{1,3}\.\d{1,3} ?/, '')).join(' ');

const fits = (rule: RefusalRule, reply: SmtpReply, place: RefusalPlace, text: string): boolean =>
  (rule.vendor === undefined || rule.vendor === place.vendor) &&
  (rule.stages === undefined || rule.stages.includes(place.stage)) &&
  (rule.codes === undefined || rule.codes.includes(reply.code)) &&
  (rule.enhanced === undefined || (reply.enhanced !== null && rule.enhanced.test(reply.enhanced))) &&
  (rule.text === undefined || rule.text.test(text));

/** The cause behind a refusing reply; `temporary` or `refused` where only its class is known. */
export const refusalCause = (reply: SmtpReply, place: RefusalPlace): RefusalCause => {
  if (reply.code < 400) return 'dialogue-broken';
  const text = spoken(reply);
  const found = refusalRules.find((rule) => fits(rule, reply, place, text));
  // Where code and enhanced code are at odds, the one that says more is believed where it says that the relay may yet take it.
  const passes = reply.code < 500 || reply.enhanced?.startsWith('4.') === true;
  return found?.cause ?? (passes ? 'temporary' : 'refused');
};
