// The words and codes of refusing replies, first match wins: words that one vendor alone uses so, words that say it by themselves,
// enhanced codes, reply codes. From the RFCs, the vendors' pages and replies of real sends.
import type { SmtpStage } from '../../core/ports/smtp.ts';
import type { RefusalRule } from './refusal-causes.ts';
import { vendors } from './refusal-vendors.ts';

const AUTH: readonly SmtpStage[] = ['auth'];
const NOT_AUTH: readonly SmtpStage[] = ['greeting', 'ehlo', 'starttls', 'ehlo-after-tls', 'mail', 'rcpt', 'data', 'final-dot'];
const ENVELOPE: readonly SmtpStage[] = ['mail', 'rcpt', 'data', 'final-dot'];
/** Where the recipient has been named. */
const ADDRESSED: readonly SmtpStage[] = ['rcpt', 'data', 'final-dot'];
/** Where an address in the words can only be the sender's. */
const SENDING: readonly SmtpStage[] = ['mail', 'data', 'final-dot'];
const CONTENT: readonly SmtpStage[] = ['data', 'final-dot'];

/** About the login, the account behind it, or the address it comes from. */
const accountWords: readonly RefusalRule[] = [
  // Many servers put this off to RCPT (Postfix's smtpd_delay_reject).
  {
    text: /\b(?:helo|ehlo)\b(?: command| name| argument| hostname|: )|(?:invalid|bad|malformed) (?:helo|ehlo)\b/i,
    cause: 'helo-refused',
  },
  {
    stages: ['ehlo', 'ehlo-after-tls'],
    codes: [421, 450, 451, 501, 504, 550, 553, 554],
    text: /\b(?:helo|ehlo|hostname|fqdn|fully[- ]qualified|full name|domain name|argument)\b/i,
    cause: 'helo-refused',
  },
  { text: /security defaults/i, cause: 'security-defaults' },
  { text: /the user credentials were incorrect/i, cause: 'bad-credentials' },
  {
    text: /did not meet the criteria to be authenticated|SmtpClientAuthentication is disabled/i,
    cause: 'client-submission-disabled',
  },
  { stages: ['greeting'], text: /\brate[- ]?limit/i, cause: 'rate-limited' },
  // Before anything was said of oneself, there is only the address to refuse.
  {
    stages: ['greeting', 'ehlo'],
    text: /access (?:is )?denied|not welcome|go away|connection (?:refused|rejected|denied)|\b(?:banned|black-?listed|not (?:allowed|permitted|authori[sz]ed) to connect)\b|you (?:are|have been) (?:blocked|denied|rejected)/i,
    cause: 'address-not-allowed',
  },
  { text: /\bsmtp ?(?:auth(?:entication)?|access)? ?is (?:disabled|not enabled|switched off)/i, cause: 'smtp-access-disabled' },
  { text: /unusual (?:sending )?activity/i, cause: 'account-disabled' },
  {
    text: /basic auth(?:entication)? (?:is )?(?:disabled|not supported)|\b(?:use|requires?) (?:xoauth2?|oauth ?2?(?:\.0)?)\b/i,
    cause: 'basic-auth-retired',
  },
  { enhanced: /^5\.7\.3$/, text: /Authentication unsuccessful.*\.outlook\.com/i, cause: 'credentials-or-submission' },
  { text: /app(?:lication)?[- ](?:specific )?password/i, cause: 'app-password-required' },
  { stages: AUTH, text: /\b(?:two|2|multi)[- ]?(?:factor|step)\b|\b(?:2fa|mfa)\b/i, cause: 'app-password-required' },
  {
    stages: AUTH,
    text: /password (?:has |is )?expired|password (?:change|reset) (?:is )?required|must change (?:your|the) password/i,
    cause: 'password-transition',
  },
  { text: /log ?in (?:via|with|through) your (?:web )?browser|use (?:the |your )?web ?mail/i, cause: 'web-login-required' },
  { text: /not subscribed to SES/i, cause: 'ses-not-subscribed' },
  { text: /not authorized to perform:? ?[`'"]?ses:/i, cause: 'ses-access-denied' },
  {
    text: /(?:maximum|insufficient|not enough|no|out of) (?:remaining )?(?:credits?|balance|funds)\b|credits? (?:exceeded|exhausted|used up)|(?:plan|subscription|trial) (?:has |is )?(?:expired|exhausted|ended|not active|inactive|past due)|payment required|\bpayment\b[^.]{0,30}(?:declined|failed|overdue|past due)|\b(?:unpaid|overdue|outstanding) (?:invoice|balance)/i,
    cause: 'plan-exhausted',
  },
  {
    text: /unauthenticated senders? not allowed|not authenticated to send|authentication (?:is )?required|must (?:first )?(?:authenticate|log ?in)|requires (?:smtp )?auth(?:entication)?\b|must issue auth|use smtp auth|check for new mail before|not logged in|was not authenticated|turn on smtp auth|without (?:smtp )?authentication|authentication is needed|authenticate first|\bauth(?:entication)? (?:command )?(?:is )?(?:required|needed|first)\b|\bneed(?:s|ed)?(?: to)? auth(?:enticate|entication)?\b|please (?:authenticate|log ?in)(?! ?(?:to|at|into|via|with|through) )/i,
    cause: 'login-required',
  },
  {
    text: /must issue (?:a )?STARTTLS|\b(?:START)?TLS (?:is )?(?:required|mandatory)|encryption (?:is )?required|requires? (?:TLS|encryption)|encryption needed/i,
    cause: 'starttls-required',
  },
  { enhanced: /^[45]\.7\.13$/, cause: 'account-disabled' },
  { stages: ADDRESSED, enhanced: /^[45]\.2\.2$/, text: /storage|quota|\bfull\b/i, cause: 'mailbox-full' },
  {
    stages: ['rcpt'],
    text: /(?<!\byour )\b(?:mailbox|user|account|recipient)\b[^.@]{0,40}(?:disabled|suspended|(?<!marked as )inactive|deactivated)/i,
    cause: 'mailbox-disabled',
  },
  {
    text: /\b(?:(?:sub-?)?account|tenant|mail agent|user|smtp access|credential|api key)\b[^.@]{0,40}(?:disabled|suspended|locked|inactive|blocked|paused|frozen|deactivated|terminated|does not have permission to send|not (?:yet )?(?:active|activated|enabled|approved)|under review)|activate your (?:\w+ )?account|sending (?:is |has been )?(?:paused|suspended)/i,
    cause: 'account-disabled',
  },
  { stages: AUTH, text: /\bmailbox\b[^.@]{0,40}(?:blocked|suspended|disabled|locked)/i, cause: 'account-disabled' },
  { text: /too many (?:\w+ )?(?:auth|login|password)/i, cause: 'rate-limited' },
  {
    text: /(?:\bip|(?:ip|client|source|host) address)\b(?:[^.@]|\.(?=\d)){0,60}(?:not (?:(?:in|on) (?:\w+ )?)?(?:allowed|authori[sz]ed|permitted|white-?list(?:ed)?|allow-?list(?:ed)?)|blocked|banned|denied|black-?list(?:ed)?|block ?list|listed (?:in|on|at|by)\b)|unauthori[sz]ed (?:client )?ip|not (?:accepted|allowed|authori[sz]ed) (?:from|for) (?:this|your) ip|not allowed to connect|connections? not accepted|from your country|\b(?:geo|country|region)[- ]?(?:restrict|block)|log ?ins? from [^.@]{1,40}(?:blocked|not (?:allowed|permitted))|access restricted to[^.]{0,30}\bip|client host\b.{0,80}(?:rejected|blocked)|blocked using|(?:spamhaus|spamcop|barracuda|\bdnsbl|\brbl)\b/i,
    cause: 'address-not-allowed',
  },
  { text: /not authori[sz]ed from that account|email outgoing blocked/i, cause: 'account-disabled' },
  // Of the recipient’s mailbox, under codes that else say it is disabled.
  { text: /unusual rate|connection rate|receiving mail at a rate|receiving (?:mail|messages) too/i, cause: 'rate-limited' },
  { codes: [525], cause: 'account-disabled' },
];

/** About who sends, and what the account may. */
const senderWords: readonly RefusalRule[] = [
  { text: /identities failed the check in region/i, cause: 'ses-identity-not-verified' },
  {
    text: /\b(?:daily|hourly|monthly|weekly|24-hour)\b[^.]{0,40}(?:limit|quota)|\b(?:send(?:ing)?|messages?|emails?|submission) ?(?:limit|quota|allowance)\b[^.]{0,40}(?:exceeded|reached)|exceed(?:s|ed)?[^.]{0,60}(?:sending|messaging|daily|hourly|monthly) (?:limit|quota)|exceeded[^.]{0,40}threshold|recipient rate limit|sender rate exceeded|account limit (?:reached|exceeded)|plan does not allow sending to|limit of (?:unique )?recipients|(?:limit|quota) exceeded for (?:sender|user|account|domain)|not allowed to send: [^.]*limit|SubmissionQuotaExceeded|\blimited to \d+ (?:e?mails|messages|recipients)|\bmax(?:imum)? (?:e?mails|messages|recipients) per (?:hour|day|month)|too many (?:e?mails|messages) (?:sent )?(?:this|per|an?|in an?) (?:hour|day)/i,
    cause: 'sending-limit',
  },
  { stages: ['mail'], text: /over ?quota|quota exceeded/i, cause: 'sending-limit' },
  {
    text: /sender is unauthenticated|unauthenticated (?:email|mail|message)|does not meet the required authentication|\b(?:dmarc|spf|dkim)\b[^.]{0,60}(?:fail|(?:not|n[’']t) pass|missing|required|reject|none|policy)|(?:fail(?:s|ed)?|not pass|due to|violat\w+)[^.]{0,40}\b(?:dmarc|spf|dkim)\b/i,
    cause: 'unauthenticated',
  },
  { text: /gr[ea]y-?list/i, cause: 'greylisted' },
  { text: /verification in progress|unable to authenticate at present/i, cause: 'temporary' },
  {
    text: /\b(?:sender|from)\b[^.]{0,60}domain (?:not found|does not (?:exist|resolve))|domain of sender[^.]{0,60}(?:does not exist|not found)|sender domain must exist|sender verify failed|\bsender\b[^@]{0,60}\b(?:null ?mx|no (?:valid )?(?:mx|a record))\b|return[- ]path domain[^@]{0,60}does not (?:exist|resolve)/i,
    cause: 'sender-domain-not-found',
  },
  { stages: ['mail'], text: /\bdomain (?:does not exist|not found)|unrouteable/i, cause: 'sender-domain-not-found' },
  {
    text: /authorized recipients?\b|not authori[sz]ed to send to (?:the|this) recipient|\bcan only (?:be used to )?send\b|recipient\b[^.]{0,40}not (?:on the allow|authori[sz]ed|allowed|permitted)|must share the same domain|recipient domain must match/i,
    cause: 'recipient-not-authorized',
  },
  {
    text: /\b(?:rcpthosts|relay(?:ing)?\b(?:[^.]|\.(?=\w)){0,60}(?:not permitted|denied|not allowed|disallowed|prohibited))|not (?:permitted|allowed|authori[sz]ed) to relay\b(?! e?mails)|not a relay\b|\bno relaying\b|only accepts? mail for|(?:cannot|unable to|do not) relay|cannot deliver mail for/i,
    cause: 'relay-denied',
  },
  {
    stages: ENVELOPE,
    text: /not owned by|not one of your|sender mismatch|not found in your account|pending verification|not allowed to use this|not an? (?:verified|valid|validated|confirmed|authori[sz]ed|allowed|approved) sender|invalid (?:email )?sender|(?:sender|from) address \S+@\S+ (?:is )?not (?:an? )?(?:allowed|authori[sz]ed|permitted|verified|validated|confirmed|registered|approved)|sender signature|unconfigured sending domain|verified sender identity|permissions? to send as|SendAsDenied|\bsend as\b|not (?:allowed|authori[sz]ed|permitted) to (?:send|relay emails)\b|(?:\bsender|mail from|from (?:address|domain|header|field)|sending domain|\bdomain|return-path)\b[^@]{0,80}(?:not (?:been )?(?:allowed|verified|validated|valid|confirmed|registered|permitted|authori[sz]ed|match|linked|configured|approved)|black-?listed|must be (?:verified|validated|authori[sz]ed)|unverified|rejected|denied|unauthori[sz]ed|does not match)|\b(?:e?mails?|messages?) from \S+ (?:is|are) not (?:allowed|authori[sz]ed|permitted)|validate your sender|(?<!recipient address rejected: )unverified (?:sender|domain|address)/i,
    cause: 'sender-not-allowed',
  },
  { stages: SENDING, text: /email address\b[^@]{0,60}not (?:verified|validated|allowed|valid)/i, cause: 'sender-not-allowed' },
];

/** About the recipient, the message, and the relay's own state. */
const otherWords: readonly RefusalRule[] = [
  { text: /configuration set\b.{0,200}\b(?:does not exist|not found|unknown)/i, cause: 'configuration-set-missing' },
  {
    stages: ADDRESSED,
    text: /suppress(?:ed|ion)|\bbounced address\b|(?:bounce|block) ?list(?:ed)? for (?:your|this) account|recipient[^.]{0,40}(?:marked as inactive|blacklisted|on (?:the|a|your) (?:block|bounce)(?:ed)? ?list)|rejection blacklist|\bunsubscribed?\b|not delivering to (?:a )?(?:previously|user who)|marked your messages? as spam/i,
    cause: 'recipient-suppressed',
  },
  { stages: ADDRESSED, enhanced: /^5\.2\.1$/, cause: 'mailbox-disabled' },
  { stages: ENVELOPE, text: /null ?mx|does not accept (?:any )?(?:mail|email)/i, cause: 'recipient-takes-no-mail' },
  {
    stages: ADDRESSED,
    text: /mailbox (?:is )?full|mailbox size limit|over ?quota|quota exceeded|out of storage/i,
    cause: 'mailbox-full',
  },
  // RFC 5321 §4.2.3: of a mailbox that is busy, where 550 has the same words for one that is not there.
  { codes: [450, 451], stages: ADDRESSED, text: /\bunavailable\b/i, cause: 'temporary' },
  { stages: ['mail'], text: /^address rejected/i, cause: 'sender-not-allowed' },
  { stages: ['rcpt'], text: /^address rejected/i, cause: 'recipient-unknown' },
  {
    stages: ADDRESSED,
    text: /user (?:is )?unknown|unrouteable|no mailbox\b|invalid (?:recipient|mailbox)|no such (?:user|recipient|mailbox|address)|does(?: not|n[’']t) have an? \S+ account|unknown (?:user|recipient|mailbox)|\b(?:mailbox|recipient|user|address|account)\b[^.]{0,40}(?:not found|does(?: not|n't) exist|unavailable)|recipient address rejected: (?:user|undeliverable|unverified|domain not found|access denied)/i,
    cause: 'recipient-unknown',
  },
  // RFC 5321 §4.2.3: 555 is of a parameter, and the address before it is in order.
  {
    stages: ['mail', 'rcpt'],
    codes: [501, 503, 504, 555],
    text: /\b(?:unsupported|unrecogni[sz]ed|unknown|invalid|bad|unexpected) (?:\w+ )?(?:option|parameter|extension|argument|keyword)|\b(?:option|parameter|extension|keyword)s?\b[^.]{0,40}(?:not (?:recogni[sz]ed|implemented|supported|allowed|understood|permitted)|unsupported|unknown)/i,
    cause: 'parameter-refused',
  },
  {
    text: /\b(?:message|size)\b[^.]{0,40}(?:too (?:big|large)|exceeds?\b)|\bsize\b[^.]{0,20}\bexceeded|\bexceed[^.]{0,40}\bsize\b/i,
    cause: 'message-too-big',
  },
  {
    text: /too many (?:concurrent |simultaneous )?(?:smtp )?(?:connections|sessions)|(?:concurrent|simultaneous) (?:connections?|sessions?)|maximum (?:number of )?connections|connection limit/i,
    cause: 'too-many-connections',
  },
  { codes: [421, 432, 450, 451, 452, 454], text: /\brate(?:limit)?\b|throttl|quota|too many|slow down/i, cause: 'rate-limited' },
  { text: /rate limit|limit exceeded|too many (?:e?mails|messages|requests)\b/i, cause: 'rate-limited' },
  // Of the client’s address, not of the sender’s domain.
  {
    stages: ['greeting', 'ehlo', 'mail', 'rcpt'],
    text: /reverse (?:dns|lookup|hostname)|\bptr\b/i,
    cause: 'address-not-allowed',
  },
  { text: /\b(?:ip|mta|host|client|server|\d{1,3}(?:\.\d{1,3}){3})\b[^@]{0,60}\breputation\b/i, cause: 'address-not-allowed' },
  { codes: [421, 450, 451, 452, 454], stages: CONTENT, text: /\btemporar(?:y|ily)\b/i, cause: 'temporary' },
  {
    stages: CONTENT,
    text: /blocked because it contains|\b(?:line (?:too long|length)|bare <?[cl][rf]>?|spam|unsolicited|surbl|virus|malware|content|attachment|phish\w*|banned|headers?|mime|message-?id)\b/i,
    cause: 'content-refused',
  },
  // A reply that says so may pass, whatever its class; where a login fails, only that the server itself was at a loss.
  {
    stages: AUTH,
    text: /\btemporar(?:y|ily)\b|connection lost|\b(?:ldap|radius|database|backend|(?:authentication|auth) (?:server|service|backend))\b[^.]{0,40}(?:unreachable|unavailable|not available|down|timed out)/i,
    cause: 'temporary',
  },
  { stages: NOT_AUTH, text: /\btemporar(?:y|ily)\b|(?:try|retry)(?: again)? later|come back later/i, cause: 'temporary' },
  {
    stages: AUTH,
    text: /\b(?:invalid|incorrect|bad|wrong|unknown)\b[^.]{0,30}\b(?:user ?name|user|login|password|credentials?|api (?:key|token))\b|\b(?:user ?name|password|credentials?|api (?:key|token))\b[^.]{0,40}\b(?:invalid|incorrect|wrong|not (?:valid|correct|found|accepted|match))\b/i,
    cause: 'bad-credentials',
  },
  {
    text: /administrative(?:ly)? prohibit|policy violation|(?:due to|violat\w+|against) (?:our |local |the )?polic(?:y|ies)/i,
    cause: 'policy',
  },
];

/** RFC 3463 and the registry; the stage makes the difference where one code has several meanings. */
const enhancedCodes: readonly RefusalRule[] = [
  { enhanced: /^5\.7\.139$/, vendor: 'microsoft365', cause: 'client-submission-disabled' },
  { enhanced: /^5\.7\.3$/, vendor: 'microsoft365', cause: 'credentials-or-submission' },
  { enhanced: /^[45]\.7\.9$/, stages: AUTH, cause: 'mechanism-too-weak' },
  { enhanced: /^5\.7\.9$/, stages: ENVELOPE, cause: 'unauthenticated' },
  { enhanced: /^[45]\.7\.8$/, stages: AUTH, cause: 'bad-credentials' },
  { enhanced: /^[45]\.7\.1[01]$/, cause: 'starttls-required' },
  { enhanced: /^[45]\.7\.12$/, cause: 'password-transition' },
  { enhanced: /^[45]\.7\.(?:2[0-7]|32|40|515)$/, cause: 'unauthenticated' },
  { enhanced: /^[45]\.1\.10$/, cause: 'recipient-takes-no-mail' },
  { enhanced: /^[45]\.1\.8$/, cause: 'sender-domain-not-found' },
  { enhanced: /^[45]\.1\.[37]$/, cause: 'bad-syntax' },
  { enhanced: /^5\.1\.[126]$/, stages: ADDRESSED, cause: 'recipient-unknown' },
  { enhanced: /^[45]\.2\.2$/, stages: ADDRESSED, cause: 'mailbox-full' },
  { enhanced: /^[45]\.(?:2\.3|3\.4)$/, cause: 'message-too-big' },
  // RFC 6531 §3.3: of an address beyond ASCII.
  { enhanced: /^5\.6\.7$/, stages: ['mail', 'rcpt'], cause: 'bad-syntax' },
  { enhanced: /^5\.6\.\d+$/, cause: 'content-refused' },
  { enhanced: /^4\.5\.3$/, cause: 'rate-limited' },
];

const codes: readonly RefusalRule[] = [
  { text: /invalid domain name|address syntax|illegal characters?/i, cause: 'bad-syntax' },
  { codes: [523, 538], cause: 'starttls-required' },
  { codes: [530], cause: 'login-required' },
  { codes: [534], stages: AUTH, cause: 'mechanism-too-weak' },
  // What else is said of a login that fails.
  {
    codes: [501, 550, 553, 554],
    stages: AUTH,
    text: /(?:authentication|authorization|login) (?:failed|failure|unsuccessful|error|rejected)/i,
    cause: 'bad-credentials',
  },
  { codes: [500, 501, 502, 503, 504], stages: AUTH, cause: 'mechanism-refused' },
  { codes: [432], stages: AUTH, cause: 'password-transition' },
  { codes: [435, 535], cause: 'bad-credentials' },
  { codes: [551], stages: ['rcpt'], text: /\bnot local\b/i, cause: 'recipient-unknown' },
  { codes: [556], cause: 'recipient-takes-no-mail' },
  { codes: [552], cause: 'message-too-big' },
  {
    codes: [555],
    stages: ['mail', 'rcpt'],
    text: /\b(?:SIZE|BODY|SMTPUTF8|AUTH|RET|ENVID|NOTIFY|ORCPT)\b/,
    cause: 'parameter-refused',
  },
  { codes: [501, 555], cause: 'bad-syntax' },
  { codes: [553], stages: ['rcpt'], cause: 'bad-syntax' },
  { codes: [553], stages: SENDING, cause: 'sender-not-allowed' },
  { stages: ['greeting'], text: /for policy reasons/i, cause: 'policy' },
  { codes: [550, 553, 554], enhanced: /^5\.7\.[01]$/, cause: 'policy' },
];

export const refusalRules: readonly RefusalRule[] = [
  ...vendors,
  ...accountWords,
  ...senderWords,
  ...otherWords,
  ...enhancedCodes,
  ...codes,
];
