// Findings and steps as HTML: what needs work as cards, everything else a line each.
import type { Finding, Status } from '../../core/finding.ts';
import { html, NOTHING, when, type Html } from './template.ts';
import type { RemedyPart } from '../../text/remedy-text.ts';
import {
  countWords,
  openGroups,
  stepNotes,
  stepsOf,
  stepStatus,
  type OpenGroup,
  type OutlinedStep,
  type Reportable,
} from '../outline.ts';
import { codeOf, needsWork, observedRows, remedyOf, stateWords, STATUS_WORD, when as time, whose } from '../words.ts';

const MARK: { readonly [S in Status]: string } = {
  pass: '✓',
  fail: '✕',
  warn: '!',
  pending: '…',
  inconclusive: '?',
  'not-applicable': '–',
};

/** An official page as a link; a clause of an RFC as text. Only https leads anywhere. */
const referenceLink = (reference: string): Html =>
  /^https:\/\/[^\s"<>]+$/.test(reference)
    ? html`<a class="bare" href="${reference}" rel="noreferrer noopener">${reference.replace('https://', '')}</a>`
    : html`${reference}`;

/** Commands and names in backticks, as code. */
const withCode = (text: string): Html =>
  html`${text.split('`').map((part, n, all) => (n % 2 === 1 && n < all.length - 1 ? html`<code>${part}</code>` : n % 2 === 1 ? `\`${part}` : part))}`;

const pasteBlock = (text: string): Html => html`<pre tabindex="0" role="group" aria-label="To copy">${text}</pre>`;

/** What to do as paragraphs, what to paste as blocks to copy. */
export const partsMarkup = (parts: readonly RemedyPart[]): Html =>
  html`${parts.map(({ kind, text }) => (kind === 'paste' ? pasteBlock(text) : text.split('\n').map((line) => html`<p>${withCode(line)}</p>`)))}`;

/** The acts, each below who does it where that is not who the finding names. */
const remedyMarkup = (finding: Finding): Html | null => {
  const acts = remedyOf(finding);
  if (acts.length === 0) return null;
  return html`${acts.map(({ owner, parts }) => html`${when(owner !== whose(finding), () => html`<p class="soft">${owner}</p>`)}${partsMarkup(parts)}`)}`;
};

const row = (name: string, value: Html | string | null): Html =>
  value === null ? NOTHING : html`<dt>${name}</dt><dd>${value}</dd>`;

const seen = (finding: Finding): Html | null => {
  const rows = observedRows(finding.observed);
  return rows.length === 0
    ? null
    : html`<ul class="plain">${rows.map(([key, value]) => html`<li>${key}: <code>${value}</code></li>`)}</ul>`;
};

const card = ({
  finding,
  followers,
}: OpenGroup): Html => html`<article class="finding ${finding.status}" aria-labelledby="f-${finding.check}">
<h3 id="f-${finding.check}"><span class="mark" aria-hidden="true">${MARK[finding.status]}</span> ${finding.title}</h3>
<p class="state">${stateWords(finding).join(' · ')} <code class="id">${codeOf(finding)}</code></p>
${
  finding.says === undefined
    ? NOTHING
    : html`<p>${finding.says}</p>
`
}
<dl>
${row('Expected', finding.expected ?? null)}${row('Seen', seen(finding))}${row('Who', whose(finding))}
${row('Fix', remedyMarkup(finding))}
${row('Look again', finding.retryAt === undefined ? null : `not before ${time(finding.retryAt)}`)}
${row('See', finding.references.length === 0 ? null : html`<ul class="plain">${finding.references.map((one) => html`<li>${referenceLink(one)}</li>`)}</ul>`)}
${row('From it follow', followers.length === 0 ? null : html`<ul class="plain">${followers.map((one) => html`<li id="f-${one.check}">${one.title} <code class="id">${one.check}</code></li>`)}</ul>`)}
</dl>
</article>
`;

/** What needs attention, blockers first; empty when nothing does. */
export const openSection = (record: Reportable): Html => {
  const groups = openGroups(record);
  return when(
    groups.length > 0,
    () => html`<section aria-labelledby="open"><h2 id="open">What needs attention (${groups.length})</h2>
${groups.map(card)}</section>`,
  );
};

const line = (finding: Finding): Html => {
  const accepted = finding.limitation !== undefined;
  const note = accepted ? `${STATUS_WORD[finding.status]}, accepted as a limitation` : stateWords(finding).join(' · ');
  const link =
    needsWork(finding) && !accepted ? html`<a href="#f-${finding.check}">${finding.title}</a>` : html`${finding.title}`;
  const about =
    finding.status === 'pass'
      ? html`<span class="sr"> (passed)</span>`
      : html` <span class="soft">(${note}${finding.status === 'not-applicable' || finding.says === undefined ? '' : `: ${finding.says}`})</span>`;
  const status = accepted ? 'warn' : finding.status;
  return html`<li class="${status}"><span class="mark" aria-hidden="true">${MARK[status]}</span><span>${link}${about}</span></li>`;
};

const stepItem = (record: Reportable, step: OutlinedStep): Html => {
  const status = stepStatus(step);
  const notes = [STATUS_WORD[status], ...stepNotes(step), step.owner].filter((note) => note !== '');
  return html`<li class="step ${status}"><h3><span class="mark" aria-hidden="true">${MARK[status]}</span> ${step.title}</h3><p class="soft">${notes.join(' · ')}</p>${when(step.findings.length > 0, () => html`<ul class="plain">${step.findings.map(line)}</ul>`)}</li>
`;
};

/** Every step with a line for every finding. */
export const stepSection = (record: Reportable): Html => {
  const steps = stepsOf(record);
  return when(
    steps.length > 0,
    () => html`<section aria-labelledby="steps"><h2 id="steps">Steps</h2>
<p class="soft">Checks: ${countWords(record.findings)}</p>
<ol class="steps">${steps.map((step) => stepItem(record, step))}</ol></section>`,
  );
};
