// What one person must do, to be sent to them: records, policies, fields, and how they will know it worked. No secrets.
import type { Finding } from '../../core/finding.ts';
import { namedOwner } from '../../core/owner.ts';
import { codeBlock, codeSpan, forMarkdown } from '../../masking/neutral.ts';
import { fact } from '../../facts/fact.ts';
import { fieldsOf } from '../fields.ts';
import { fieldsMarkdown } from '../terminal/fields.ts';
import { dnsHandoff } from './dns-text.ts';
import {
  findingsFor,
  handoffId,
  type HandoffTarget,
  isSquareosSeen,
  OWNERS,
  readsPolicy,
  refusedReads,
  unseenOf,
} from './items.ts';
import type { Reportable } from '../outline.ts';
import { ended, remedyOf, stateSentence, when } from '../words.ts';

const TITLE: { readonly [T in HandoffTarget]: string } = {
  'dns-admin': 'DNS records',
  'aws-admin': 'AWS settings',
  'squareos-admin': 'SquareOS email settings',
};

const ADVICE: { readonly [T in HandoffTarget]: string } = {
  'dns-admin':
    'Most DNS panels add the zone by themselves: enter only the part of the name before it. Leave proxies (orange clouds) off for these names. A record is one line; do not break it.',
  'aws-admin':
    'Everything here is for the account and region named above. Please send no screenshots that show keys, and no secret in an answer.',
  'squareos-admin': 'Secrets are entered in the credential fields only, and never sent by mail or written into a ticket.',
};

/** Markdown that also reads well as plain text; ends with a line feed. */
export const handoff = (record: Reportable, to: HandoffTarget): string => {
  const mine = findingsFor(record, to);
  const id = handoffId(record, to);
  const lines = [
    `## ${TITLE[to]} for ${forMarkdown(record.tenant)}`,
    '',
    `Found by certify on ${forMarkdown(when(record.run.finishedAt))}${record.evidence === null ? '' : `, evidence ${codeSpan(record.evidence.id)}`}.${placeOf(record)}`,
    '',
    ...(id === null ? nothingLines(record, to) : bodyLines(record, to, mine, id)),
  ];
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
};

const SHOWN = 3;

/** “ask SES about the account; ask SNS about the topic; and 4 more”. */
const unseenWords = (unseen: readonly string[]): string =>
  [...unseen.slice(0, SHOWN), ...(unseen.length > SHOWN ? [`and ${unseen.length - SHOWN} more`] : [])].join('; ');

/** What was not seen asks for nothing yet, which is not the same as nothing. */
const nothingLines = (record: Reportable, to: HandoffTarget): readonly string[] => {
  const unseen = unseenOf(record, to);
  return unseen.length === 0
    ? ['There is nothing for you to do.']
    : [
        `Nothing is for you to do as far as certify saw, and it could not see everything of yours: it could not ${forMarkdown(unseenWords(unseen))}. The implementation engineer sends this again once it could.`,
      ];
};

/** Beside what is to be done. */
const unseenLines = (record: Reportable, to: HandoffTarget): readonly string[] => {
  const unseen = unseenOf(record, to);
  return unseen.length === 0 ? [] : [`There may be more to do: certify could not ${forMarkdown(unseenWords(unseen))}.`, ''];
};

const bodyLines = (record: Reportable, to: HandoffTarget, mine: readonly Finding[], id: string): readonly string[] => [
  `Hand-off ${codeSpan(id)}: please name it in the answer.`,
  '',
  ...forWhom(record, to),
  ADVICE[to],
  '',
  ...mine.flatMap((finding, n) => taskLines(finding, n + 1)),
  ...(to === 'dns-admin' ? dnsHandoff(record, mine) : []),
  ...(to === 'aws-admin' ? permissionLines(record, mine.length + 1) : []),
  ...(to === 'squareos-admin' ? squareosLines(record, mine.length + 1) : []),
  ...unseenLines(record, to),
  `When it is done, tell the implementation engineer: ${codeSpan(`certify check PROFILE --handoff ${id}`)} says which of it is done, and changes nothing.`,
];

/** Named people, where the profile names them. */
const forWhom = (record: Reportable, to: HandoffTarget): readonly string[] => {
  // Records of 0.1.0 name nobody.
  const owners = fact(record.observations, 'profile.tenant')?.owners ?? null;
  const named = OWNERS[to].map((role) => namedOwner(role, owners)).filter((name, n) => name !== OWNERS[to][n]);
  return named.length === 0 ? [] : [`For: ${named.map(forMarkdown).join(', ')}.`, ''];
};

const placeOf = (record: Reportable): string => {
  const region = record.steps.flatMap(({ values }) => values).find(({ field }) => field === 'region')?.value ?? null;
  return region === null ? '' : ` Region ${codeSpan(region)}.`;
};

const taskLines = (finding: Finding, n: number): readonly string[] => [
  `### ${n}. ${forMarkdown(finding.title)}`,
  '',
  `Now: ${forMarkdown(ended(stateSentence(finding)))}${finding.expected === undefined ? '' : ` Wanted: ${forMarkdown(finding.expected)}`}`,
  '',
  ...remedyOf(finding).flatMap(({ parts }) =>
    parts.flatMap(({ kind, text }) => (kind === 'paste' ? [codeBlock(text), ''] : [...text.split('\n').map(forMarkdown), ''])),
  ),
  ...finding.references.map(
    (reference) => `- ${/^https:\/\/[\w./#?=&%-]+$/.test(reference) ? `<${reference}>` : forMarkdown(reference)}`,
  ),
  '',
];

/** Read permissions that were refused, as a policy. */
const permissionLines = (record: Reportable, n: number): readonly string[] => {
  const actions = refusedReads(record);
  if (actions.length === 0) return [];
  return [
    `### ${n}. Let certify look`,
    '',
    'The probing credential was refused these reads. Attach this policy to it; it changes nothing and sends nothing.',
    '',
    codeBlock(readsPolicy(actions)),
    '',
  ];
};

/** What certify could not compare, a person does. */
const squareosLines = (record: Reportable, n: number): readonly string[] =>
  isSquareosSeen(record)
    ? ['For comparison, all of it as it should be:', '', fieldsMarkdown(fieldsOf(record))]
    : [
        `### ${n}. Enter these values, or compare them with what is there`,
        '',
        'certify saw nothing of SquareOS in this look, so it does not know which of them are there already.',
        '',
        fieldsMarkdown(fieldsOf(record)).replaceAll(/^### /gm, '#### '),
      ];
