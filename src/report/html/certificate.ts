// One page about one record that certifies, for a folder, an auditor or a printer: what holds, until when, and how to check it.
import { outcomeWord } from '../../core/decision.ts';
import encodeQR from 'qr';
import type { EvidenceRecord } from '../../core/record.ts';
import { restsOn } from '../rests-on.ts';
import { OUTCOME_MEANING, OUTCOME_STATUS, when } from '../words.ts';
import { STYLE } from './style.ts';
import { Html, html, NOTHING, type HtmlPart } from './template.ts';

/** Light on dark is not read by every camera, so its colours do not follow the page's. */
const qrOf = (text: string): Html => {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const dots = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return html`<svg class="qr" role="img" aria-label="QR code of the digest" viewBox="0 0 ${rows.length} ${rows.length}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path fill="#000" d="${dots.join('')}"/></svg>`;
};

const PAGE = `
main { padding-top: 1rem; } .sheet { display: grid; grid-template-columns: 1fr 13rem; gap: 1.5rem; align-items: start; margin-top: 1.25rem; }
.sheet > * { min-width: 0; } .qr { width: 100%; height: auto; display: block; } figure { margin: 0; } figcaption { color: var(--soft); font-size: .85em; }
@page { size: A4; margin: 16mm; } @media (max-width: 34rem) { .sheet { grid-template-columns: 1fr; } .qr { max-width: 15rem; } }
@media print { .qr { width: 45mm; } .sheet { grid-template-columns: 1fr 45mm; } h2 { margin-top: 1rem; } }
`;

type Row = readonly [name: string, value: HtmlPart];

const code = (text: string): Html => html`<code>${text}</code>`;

const rests = (record: EvidenceRecord): readonly Row[] => {
  const text = restsOn(record);
  return text === null ? [] : [['Proof', text]];
};

const whatHolds = (record: EvidenceRecord, validUntil: string, over: boolean): readonly Row[] => {
  const { run, receipt, callback, extraction } = record;
  const dates: readonly Row[] =
    run.mode === 'lab'
      ? [['Rehearsed', when(run.finishedAt)]]
      : [
          ['Certified', when(run.finishedAt)],
          [over ? 'Held until' : 'Holds until', when(validUntil)],
        ];
  return [
    ['Tenant', record.tenant],
    ['Provider', `${record.provider ?? 'none'}, ${record.environment}`],
    ...dates,
    ['By', run.operator ?? 'nobody named'],
    ...(extraction?.ticket == null ? [] : [['Ticket', extraction.ticket] as const]),
    ...(receipt === null
      ? []
      : [['Live message', html`${code(receipt.providerMessageId ?? 'no id')}, sent ${when(receipt.sentAt)}`] as const]),
    ...(callback === null ? [] : [['Its callback', html`${callback.event}, received ${when(callback.receivedAt)}`] as const]),
    ...rests(record),
    ...(run.runbook === null ? [] : [['Runbook', html`${run.runbook.id}, version ${run.runbook.version}`] as const]),
  ];
};

const whereItStands = ({ evidence, seal }: EvidenceRecord): readonly Row[] => [
  ['Record', code(evidence?.id ?? '')],
  ['Digest', code(seal.digest)],
  ['Place in its chain', `number ${seal.sequence}`],
  [
    'Signature',
    seal.signature === null
      ? 'none: nothing proves who sealed the record'
      : html`Ed25519 by key ${code(seal.signature.keyId)}; this page does not prove it`,
  ],
];

const definitions = (rows: readonly Row[]): Html =>
  html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

const limitations = ({ limitations: all }: EvidenceRecord): Html => {
  const used = all.filter(({ state }) => state === 'used');
  if (used.length === 0) return NOTHING;
  return html`<h2>Accepted limitations</h2><ul>${used.map((one) => html`<li><code>${one.check}</code>: ${one.reason} Accepted by ${one.approvedBy}, ticket ${one.ticket}, until ${when(one.expires)}.</li>`)}</ul>`;
};

const titleOf = (lab: boolean, over: boolean): string => {
  if (lab) return 'Rehearsal in the lab: certifies nothing';
  return over ? 'A certificate that holds no longer' : 'Certificate of the email provider';
};

/** `validUntil` as the record says it, ISO 8601; `over`: by the reader's clock that is past. */
export const certificatePage = (record: EvidenceRecord, validUntil: string, over = false): string => {
  const { outcome, why } = record.decision;
  const lab = record.run.mode === 'lab';
  const title = titleOf(lab, over);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>${outcomeWord(outcome)}: ${record.tenant}, ${when(record.run.finishedAt)}</title>
<style>${new Html(STYLE + PAGE)}</style>
</head>
<body>
<header class="top"><h1>${title}</h1></header>
<main>
<section class="verdict ${OUTCOME_STATUS[outcome]}" aria-labelledby="outcome"><h2 class="outcome" id="outcome">${outcomeWord(outcome)}</h2>
<p class="why">${why === '' ? OUTCOME_MEANING[outcome] : why}</p>
${definitions(whatHolds(record, validUntil, over))}</section>
${limitations(record)}
<div class="sheet"><section aria-labelledby="record"><h2 id="record">The record behind it</h2>
${definitions(whereItStands(record))}
<p>To check: run <code>certify evidence verify</code> on the directory of the records, and compare this digest with the record’s.</p></section>
<figure>${qrOf(record.seal.digest)}<figcaption>The digest of the record</figcaption></figure></div>
</main>
<footer>Made from the evidence record alone. This page proves nothing by itself; the record, its chain and its signature do.</footer>
</body>
</html>
`.markup;
};
