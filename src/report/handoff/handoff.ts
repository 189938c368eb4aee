// What one person must do, to be sent to them: records, policies, fields, and how they will know it worked. No secrets.
import type { Finding, Owner } from '../../core/finding.ts';
import { namedOwner } from '../../core/owner.ts';
import type { Denied } from '../../core/observation.ts';
import { codeBlock, codeSpan, forMarkdown } from '../../masking/neutral.ts';
import { fact } from '../../facts/fact.ts';
import { fieldsOf } from '../fields.ts';
import { fieldsMarkdown } from '../terminal/fields.ts';
import { dnsHandoff } from './dns-text.ts';
import { openGroups, type Reportable } from '../outline.ts';
import { reasonWords, remedyOf, STATUS_WORD, when } from '../words.ts';

export const HANDOFF_TARGETS = ['dns-admin', 'aws-admin', 'squareos-admin'] as const;
export type HandoffTarget = (typeof HANDOFF_TARGETS)[number];

const OWNERS: { readonly [T in HandoffTarget]: readonly Owner[] } = {
  'dns-admin': ['DNS admin'],
  'aws-admin': ['AWS admin', 'mail provider admin'],
  'squareos-admin': ['SquareOS admin'],
};

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
  'squareos-admin': 'Secrets are entered in the credential fields only; where each is kept is named, its value is not.',
};

/** What is open and theirs to mend, one finding for each cause. */
export const findingsFor = (record: Reportable, to: HandoffTarget): readonly Finding[] =>
  openGroups(record)
    .map(({ finding }) => finding)
    .filter(({ owner }) => OWNERS[to].includes(owner));

/** Markdown that also reads well as plain text; ends with a line feed. */
export const handoff = (record: Reportable, to: HandoffTarget): string => {
  const mine = findingsFor(record, to);
  const tasks = mine.flatMap((finding, n) => taskLines(finding, n + 1));
  const nothing = ['There is nothing for you to do: certify found everything here in order.', ''];
  const lines = [
    `## ${TITLE[to]} for ${forMarkdown(record.tenant)}`,
    '',
    `Found by certify on ${forMarkdown(when(record.run.finishedAt))}${record.evidence === null ? '' : `, evidence ${codeSpan(record.evidence.id)}`}.${placeOf(record)}`,
    '',
    ...forWhom(record, to),
    ...(mine.length === 0 ? nothing : [ADVICE[to], '', ...tasks]),
    ...(to === 'dns-admin' ? dnsHandoff(record, mine) : []),
    ...(to === 'aws-admin' ? permissionLines(record) : []),
    ...(to === 'squareos-admin' ? [fieldsMarkdown(fieldsOf(record))] : []),
    `When it is done, tell the implementation engineer: ${codeSpan(`certify check`)} looks again and changes nothing.`,
  ];
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
};

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
  `Now: ${forMarkdown([STATUS_WORD[finding.status], reasonWords(finding.reason)].filter((word) => word !== '').join(', '))}.${finding.expected === undefined ? '' : ` Wanted: ${forMarkdown(finding.expected)}`}`,
  '',
  ...remedyOf(finding).flatMap(({ parts }) =>
    parts.flatMap(({ kind, text }) => (kind === 'paste' ? [codeBlock(text), ''] : [...text.split('\n').map(forMarkdown), ''])),
  ),
  ...finding.references.map(
    (reference) => `- ${/^https:\/\/[\w./#?=&%-]+$/.test(reference) ? `<${reference}>` : forMarkdown(reference)}`,
  ),
  '',
];

/** Read permissions that were refused: without them certify cannot look, which is not the same as wrong. */
const permissionLines = (record: Reportable): readonly string[] => {
  const denied = Object.values(record.observations).filter(
    (one): one is Denied & typeof one => one.state === 'denied' && one.action !== undefined,
  );
  // Named by the party's answer: nothing but one plain action goes into a policy that somebody will paste.
  const plain = denied.map(({ action }) => action ?? '').filter((action) => /^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action));
  const actions = [...new Set(plain)].toSorted((a, b) => a.localeCompare(b));
  if (actions.length === 0) return [];
  const policy = { Version: '2012-10-17', Statement: [{ Sid: 'CertifyReads', Effect: 'Allow', Action: actions, Resource: '*' }] };
  return [
    '### Let certify look',
    '',
    'The probing credential was refused these reads. Attach this policy to it; it changes nothing and sends nothing.',
    '',
    codeBlock(JSON.stringify(policy, null, 2)),
    '',
  ];
};
