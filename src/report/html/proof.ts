// The proof as HTML: timeline, DNS and TLS facts, recorded values, attestations, negative tests, chain and signature.
import type { JsonValue } from '../../core/json.ts';
import { dnsRows, factRows, tlsRows } from '../facts.ts';
import { html, NOTHING, when, type Html, type HtmlPart } from './template.ts';
import { stepsOf, timelineOf, type Reportable } from '../outline.ts';
import { inline, later, span, when as time } from '../words.ts';
import { parsedJson } from '../../text/unknown-json.ts';

interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly HtmlPart[])[];
}

/** Short texts stay on one line, so that a long neighbour does not squeeze them. */
const isShort = (cell: HtmlPart): boolean => (typeof cell === 'string' && cell.length <= 24) || typeof cell === 'number';

/** On a phone each row becomes a block with its labels; the first cell is the row's header. */
const table = ({
  caption,
  columns,
  rows,
}: Table): Html => html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="cards"><caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
  (
    cells,
  ) => html`<tr>${cells.map((cell, n) => (n === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${isShort(cell) ? 'num' : ''}" data-label="${columns[n] ?? ''}">${cell}</td>`))}</tr>
`,
)}</tbody></table></div>`;

const section = (id: string, title: string, body: Html | null): Html =>
  body === null
    ? NOTHING
    : html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${body}</section>
`;

const code = (text: string): Html => html`<code>${text}</code>`;

const timeline = (record: Reportable): Html | null => {
  if (record.receipt === null && record.ledger === null) return null;
  const sent = record.receipt?.sentAt;
  const since = (at: string): string =>
    sent === undefined || at <= sent ? '' : later(sent, at).replace(' later', ' after the send');
  return html`<ol class="time">${timelineOf(record).map(
    ({
      at,
      what,
      detail,
    }) => html`<li><time datetime="${at}">${time(at)}</time>${what}${when(since(at) !== '', () => html` <span class="soft">${since(at)}</span>`)}${when(detail !== '', () => html`<br>${code(detail)}`)}</li>
`,
  )}</ol>`;
};

const LONGEST = 140;

/** A public key fills a page; the record holds it whole. */
const shortened = (answer: string): string =>
  answer.length > LONGEST ? `${answer.slice(0, LONGEST - 20)}… (${answer.length} characters)` : answer;

const dns = (record: Reportable): Html | null => {
  const rows = dnsRows(record);
  if (rows.length === 0) return null;
  return table({
    caption: 'Questions asked and what was answered',
    columns: ['Name', 'Type', 'Answer', 'TTL', 'Server'],
    rows: rows.map((row) => [
      code(row.name),
      row.type,
      row.answer.map((answer, n) => html`${n === 0 ? '' : html`<br>`}${code(shortened(answer))}`),
      row.ttl === null ? '' : `${row.ttl} s`,
      row.server ?? '',
    ]),
  });
};

const definitions = (rows: readonly (readonly [string, HtmlPart])[]): Html =>
  html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

const tls = (record: Reportable): Html | null => {
  const rows = tlsRows(record);
  return rows.length === 0 ? null : definitions(rows.map(({ label, value }) => [label, value]));
};

/** Lists and objects are recorded as JSON. */
const readable = (value: string): string =>
  /^[[{]/.test(value) ? inline((parsedJson(value) as JsonValue | undefined) ?? value) : value;

const values = (record: Reportable): Html | null => {
  const rows = stepsOf(record).flatMap((step) =>
    step.values.map(({ label, value, squareosField }) => [
      label,
      value === null ? html`<span class="soft">none</span>` : code(readable(value)),
      squareosField ?? '',
    ]),
  );
  if (rows.length === 0) return null;
  const { extraction } = record;
  const row = extraction === null ? '' : `, row ${extraction.row} of ${extraction.sheet}`;
  const ticket = extraction === null || extraction.ticket === null ? '' : `, ticket ${extraction.ticket}`;
  return table({ caption: `Recorded values${row}${ticket}`, columns: ['Value', 'Recorded', 'SquareOS field'], rows });
};

/** In the words in which it was put; the id where its finding is not in the record. */
const questionOf = ({ findings }: Reportable, id: string): string =>
  findings.find(({ check }) => check === `attestation-${id}`)?.title ?? id;

const people = (record: Reportable): Html | null =>
  record.attestations.length === 0
    ? null
    : table({
        caption: 'What persons answered',
        columns: ['Question', 'Answer', 'By', 'When', 'Reference'],
        rows: record.attestations.map((one) => [
          one.message == null ? questionOf(record, one.id) : `${questionOf(record, one.id)} (message ${one.message})`,
          one.answer,
          one.by,
          time(one.at),
          one.reference,
        ]),
      });

const negatives = (record: Reportable): Html | null =>
  record.negatives.length === 0
    ? null
    : table({
        caption: 'Forged callbacks sent to the webhook, judged by whether a row changed',
        columns: ['Test', 'Result', 'HTTP', 'Detail'],
        rows: record.negatives.map((one) => [one.title, one.result, one.status ?? 'none', one.detail]),
      });

const seal = (record: Reportable): Html => {
  const { seal: sealed, evidence, run, profile } = record;
  return definitions([
    ...(evidence === null ? [] : [['Record', code(evidence.id)] as const]),
    ...(sealed === undefined
      ? [['Seal', 'none: this page was made from an unsealed document'] as const]
      : ([
          ['Digest', code(sealed.digest)],
          [
            'Place in its chain',
            sealed.previous === null ? 'number 1, the first' : html`number ${sealed.sequence}, after ${code(sealed.previous)}`,
          ],
          [
            'Signature',
            sealed.signature === null
              ? 'Unsigned: nothing proves who wrote it.'
              : html`Ed25519 by key ${code(sealed.signature.keyId)}. This page does not prove it; run <code>certify evidence verify --trust KEY</code>.`,
          ],
        ] as const)),
    ...(run.runbook === null
      ? []
      : [['Runbook', html`${run.runbook.id}, version ${run.runbook.version}, ${code(run.runbook.digest)}`] as const]),
    ...(profile === undefined ? [] : [['Profile', html`${profile.path}, ${code(profile.digest)}`] as const]),
    [
      'certify',
      `${run.certify}, facts ${run.facts}${run.rules === undefined ? '' : `, rules ${run.rules.slice(0, 15)}…`}, Node ${run.environment.node} on ${run.environment.platform}`,
    ],
    ['Run', html`${code(run.id)}, ${span(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}`],
    ...(run.environment.resolvers.length === 0 ? [] : [['Resolvers', run.environment.resolvers.join(', ')] as const]),
    ...(run.environment.proxy === undefined ? [] : [['Proxy', code(run.environment.proxy)] as const]),
    ...Object.entries(run.environment.endpointOverrides).map(([service, url]) => [`Endpoint of ${service}`, code(url)] as const),
  ]);
};

const observations = (record: Reportable): Html =>
  html`<details><summary>How each fact was obtained (${factRows(record).length})</summary>${table({
    caption: 'Facts',
    columns: ['Fact', 'State', 'Took', 'Why not'],
    rows: factRows(record).map((row) => [code(row.key), row.state, span(row.durationMs), row.detail]),
  })}</details>`;

export const proofSections = (record: Reportable): Html => html`${section('timeline', 'What happened when', timeline(record))}
${section('negatives', 'Negative tests', negatives(record))}
${section('dns', 'DNS', dns(record))}
${section('tls', 'TLS', tls(record))}
${section('values', 'Extraction row', values(record))}
${section('people', 'Attestations', people(record))}
${section('seal', 'Evidence', html`${seal(record)}${observations(record)}`)}`;
