// A record as one HTML page that needs no script and no network: for a browser, a phone, paper and a screen reader.
import { outcomeWord } from '../../core/decision.ts';
import { restsOn } from '../rests-on.ts';
import { partsMarkup, openSection, stepSection } from './findings.ts';
import { proofSections } from './proof.ts';
import { STYLE } from './style.ts';
import { Html, html, NOTHING, type HtmlPart } from './template.ts';
import type { Reportable } from '../outline.ts';
import { LIMITATION_STATE, nextOf, OUTCOME_MEANING, OUTCOME_STATUS, when, whose } from '../words.ts';

const row = (name: string, value: HtmlPart): Html => html`<dt>${name}</dt><dd>${value}</dd>`;

const limitations = (record: Reportable): Html => {
  const shown = record.limitations.filter(({ state }) => state !== 'unused');
  if (shown.length === 0) return NOTHING;
  return html`<section aria-labelledby="limitations"><h2 id="limitations">Limitations (${shown.length})</h2>
${shown.map(
  (
    one,
  ) => html`<article class="finding warn"><h3><code>${one.check}</code></h3><p class="state">${LIMITATION_STATE[one.state]}</p><p>${one.reason}</p>
<dl>${row('Ticket', one.ticket)}${row('Approved by', one.approvedBy)}${row('Until', when(one.expires))}</dl></article>
`,
)}</section>`;
};

const verdict = (record: Reportable): Html => {
  const { decision } = record;
  const rests = restsOn(record);
  return html`<section class="verdict ${OUTCOME_STATUS[decision.outcome]}" aria-labelledby="outcome">
<h2 class="outcome" id="outcome">${outcomeWord(decision.outcome)}</h2>
<p class="why">${decision.why === '' ? OUTCOME_MEANING[decision.outcome] : decision.why}</p>
${
  rests === null
    ? NOTHING
    : html`<p>${rests}</p>
`
}<dl><dt>Next</dt><dd class="next">${partsMarkup(nextOf(decision))}</dd>${row('Who', whose(decision.next))}${decision.next.retryAt === null ? NOTHING : row('Look again', `not before ${when(decision.next.retryAt)}`)}</dl>
</section>`;
};

const heading = (record: Reportable): readonly string[] => {
  const { run } = record;
  return [
    `certify ${run.command}`,
    record.tenant,
    record.environment,
    ...(record.provider === null ? [] : [record.provider]),
    run.mode === 'lab' ? 'lab: simulated parties' : 'live',
    when(run.startedAt),
    ...(run.operator === null ? [] : [`by ${run.operator}`]),
  ];
};

/** Style and markup stand in the page itself; the policy forbids everything else. */
export const htmlReport = (record: Reportable): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>${outcomeWord(record.decision.outcome)}: ${record.tenant}, certify ${record.run.command}, ${when(record.run.startedAt)}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#outcome">To the decision</a>
<header class="top"><h1>${heading(record).join(' · ')}</h1></header>
<main>
${verdict(record)}
${limitations(record)}
${openSection(record)}
${stepSection(record)}
${proofSections(record)}
</main>
<footer>Made from the evidence record alone. A copy of this page proves nothing; the record, its chain and its signature do.</footer>
</body>
</html>
`.markup;
