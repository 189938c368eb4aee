// The first page of the fleet's site: how the night ended, what changed, the accounts, the oldest failures, what runs out, and all tenants.
import { plural } from '../../../text/plural.ts';
import { createHash } from 'node:crypto';
import type { Change, PlaceState, Validity } from '../../../core/fleet.ts';
import { called } from '../../../core/owner.ts';
import { safeJson } from '../../../masking/json-text.ts';
import { partsMarkup } from '../../html/findings.ts';
import { Html, html, NOTHING, when } from '../../html/template.ts';
import { type ChangeGroup, groupChanges, groupRemedy, isNews } from '../grouped.ts';
import { changesByKey, type NightReport, type TenantLine } from '../night.ts';
import { CLASS_SAYS, CLASS_STATUS, endSays, nightSentence, tenantsText, whose } from '../words.ts';
import { EXITS, minute, pageOf } from './frame.ts';
import { SCRIPT } from './script.ts';

/** What ends by itself, of one tenant. */
export interface Ending extends Validity {
  readonly key: string;
  readonly tenant: string;
}

export interface FleetSite extends NightReport {
  /** The soonest first. */
  readonly endings: readonly Ending[];
  /** Key of a tenant → name of its page, without `.html`. */
  readonly pages: ReadonlyMap<string, string>;
}

const MOST_GROUPS = 100;
const MOST_ROWS = 25;

const linkTo = ({ pages }: FleetSite, key: string | null, text: string): Html | string => {
  const page = key === null ? undefined : pages.get(key);
  return page === undefined ? text : html`<a class="bare" href="tenants/${page}.html">${text}</a>`;
};

const groupCard = (site: FleetSite, group: ChangeGroup): Html => {
  const { change, tenants } = group;
  return html`<article class="finding ${CLASS_STATUS[change.class]}"><h3>${linkTo(site, tenants.length === 1 ? change.key : null, whose(group))}</h3>
<p class="state">${CLASS_SAYS[change.class]}</p><p>${change.says}</p>
${when(tenants.length > 1, () => html`<p class="soft">${tenantsText(tenants)}</p>`)}<p class="soft">first seen ${minute(change.firstSeen.at)}${change.class === 'fixed' ? '' : ` · ${called(change.owner, change.who)}`}</p>
${partsMarkup(groupRemedy(group))}</article>
`;
};

const changedSection = (site: FleetSite): Html => {
  const groups = groupChanges(site.changes.filter(isNews));
  const still = site.changes.filter(({ class: kind }) => kind === 'still-failing').length;
  return html`<section aria-labelledby="tonight"><h2 id="tonight">What changed</h2>
${groups.length === 0 ? html`<p>Nothing changed.</p>` : groups.slice(0, MOST_GROUPS).map((group) => groupCard(site, group))}
${when(groups.length > MOST_GROUPS, () => html`<p>And ${groups.length - MOST_GROUPS} more; the list of tenants has them.</p>`)}
${when(still > 0, () => html`<p class="soft">${plural(still, 'finding')} still failing, as before.</p>`)}</section>`;
};

const placesSection = ({ places, tenants }: FleetSite): Html => {
  if (places.length === 0) return NOTHING;
  const byPlace = new Map<string, Map<number, number>>();
  for (const { place, exitCode } of tenants) {
    const exits = byPlace.get(place) ?? new Map<number, number>();
    exits.set(exitCode, (exits.get(exitCode) ?? 0) + 1);
    byPlace.set(place, exits);
  }
  const shown = EXITS.filter(([exit]) => tenants.some(({ exitCode }) => exitCode === exit));
  const troubled = (one: PlaceState): number =>
    [...(byPlace.get(one.place) ?? [])].reduce((sum, [exit, tenantsThere]) => sum + (exit === 0 ? 0 : tenantsThere), 0);
  const sorted = [...places].sort((a, b) => troubled(b) - troubled(a) || (a.place < b.place ? -1 : 1));
  return html`<section aria-labelledby="accounts"><h2 id="accounts">By account</h2>
<div class="scroll" tabindex="0" role="region" aria-label="By account"><table><thead><tr><th scope="col">Account and region, or relay</th><th scope="col">Tenants</th>${shown.map(([, word]) => html`<th scope="col">${word}</th>`)}<th scope="col">SES reads</th></tr></thead><tbody>
${sorted.map(
  (one) => html`<tr><th scope="row"><code>${one.place}</code></th><td class="num">${one.tenants}</td>${shown.map(
    ([exit, , tone]) =>
      html`<td class="num">${((value) => (value === 0 ? '–' : html`<span class="tone ${tone}">${value}</span>`))(byPlace.get(one.place)?.get(exit) ?? 0)}</td>`,
  )}<td class="num">${one.reads}</td></tr>
`,
)}</tbody></table></div></section>`;
};

const OPEN = new Set<Change['class']>(['new-failure', 'other-cause', 'still-failing', 'flapping']);

const oldestSection = (site: FleetSite): Html => {
  const groups = [...groupChanges(site.changes.filter(({ class: kind }) => OPEN.has(kind)))];
  const oldest = groups.sort((a, b) => (a.change.firstSeen.at < b.change.firstSeen.at ? -1 : 1)).slice(0, MOST_ROWS);
  if (oldest.length === 0) return NOTHING;
  return html`<section aria-labelledby="oldest"><h2 id="oldest">Oldest failures</h2>
<table class="cards"><thead><tr><th scope="col">Tenant</th><th scope="col">Since</th><th scope="col">What</th><th scope="col">Who</th></tr></thead><tbody>
${oldest.map(({ change, ...group }) => {
  const expected =
    change.expected === null
      ? NOTHING
      : html` <span class="soft">expected until ${change.expected.expires}, ${change.expected.ticket}</span>`;
  const name = linkTo(site, group.tenants.length === 1 ? change.key : null, whose({ change, ...group }));
  return html`<tr><th scope="row">${name}</th><td class="num" data-label="Since">${minute(change.firstSeen.at)}</td><td data-label="What">${change.check ?? CLASS_SAYS[change.class]}${change.reason === null ? '' : ` (${change.reason})`}${expected}</td><td data-label="Who">${called(change.owner, change.who)}</td></tr>
`;
})}</tbody></table></section>`;
};

/** What ends for several at once, such as the certificate of one host, is one line. */
const endingSection = (site: FleetSite): Html => {
  const groups = new Map<string, Ending[]>();
  for (const one of site.endings) {
    const name = `${one.expires?.slice(0, 10) ?? ''} ${one.subject}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  if (groups.size === 0) return NOTHING;
  const rows = [...groups.values()].slice(0, MOST_ROWS).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const who = group.length === 1 ? linkTo(site, first.key, first.tenant) : plural(group.length, 'tenant');
    return [
      html`<tr><th scope="row">${who}</th><td class="num" data-label="Until">${first.expires?.slice(0, 10) ?? 'not now'}</td><td data-label="What">${first.subject}</td></tr>
`,
    ];
  });
  return html`<section aria-labelledby="endings"><h2 id="endings">What runs out next</h2>
<table class="cards"><thead><tr><th scope="col">Tenant</th><th scope="col">Until</th><th scope="col">What</th></tr></thead><tbody>
${rows}</tbody></table></section>`;
};

const tally = ({ tenants }: FleetSite): Html => {
  const of = (exit: number): number => tenants.filter(({ exitCode }) => exitCode === exit).length;
  return html`<ul class="tally">${EXITS.filter(([exit]) => exit === 0 || of(exit) > 0).map(
    ([exit, word, tone]) => html`<li class="${tone}"><b>${of(exit)}</b>${word}</li>`,
  )}</ul>`;
};

const NIGHT_TONE: { readonly [exit: number]: string } = { 0: 'pass', 1: 'fail', 2: 'warn', 3: 'inconclusive', 4: 'fail' };

const verdict = ({ night, changes, ...rest }: FleetSite): Html => {
  const sentence = nightSentence(night, changes);
  return html`<section class="verdict ${NIGHT_TONE[night.exitCode ?? 0] ?? 'warn'}" aria-labelledby="outcome">
<h2 class="outcome" id="outcome">${sentence.charAt(0).toUpperCase() + sentence.slice(1)}</h2>
<p class="why">${endSays(night)} ${night.baseline === null ? 'There is no night to compare with.' : `Compared with ${night.baseline}.`}</p>
${tally({ night, changes, ...rest })}</section>`;
};

/** In a script element nothing may end it, and nothing may begin a comment (HTML §4.12.1.3). */
const inScript = (value: unknown): Html => new Html(safeJson(value).replaceAll('<', '\\u003c'));

const dataOf = ({ tenants, changes, pages }: FleetSite) => {
  const places = [...new Set(tenants.map(({ place }) => place))].sort();
  const index = new Map(places.map((place, at) => [place, at]));
  const byKey = changesByKey(changes.filter(isNews));
  const row = ({ key, tenant, provider, place, exitCode }: TenantLine) => {
    const classes = [...new Set((byKey.get(key) ?? []).map(({ class: kind }) => CLASS_SAYS[kind]))];
    return [tenant, provider ?? '', index.get(place) ?? 0, exitCode, classes.join(', '), pages.get(key) ?? ''];
  };
  const rank = ({ exitCode }: TenantLine): number => [4, 1, 2, 3, 0].indexOf(exitCode);
  const sorted = [...tenants].sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
  return { places, exits: EXITS, rows: sorted.map(row) };
};

const tenantsSection = (site: FleetSite): Html => html`<section aria-labelledby="all"><h2 id="all">All tenants</h2>
<noscript><p>Searching needs the script of this page. Without it: <code>certify fleet report --report csv=night.csv</code></p></noscript>
<div class="bar hidden" id="tools" role="search"><input id="search" type="search" placeholder="Search tenant, account, state" aria-label="Search tenants" autocomplete="off">
<select id="place" aria-label="Account"><option value="">All accounts</option></select>
${EXITS.filter(([exit]) => site.tenants.some(({ exitCode }) => exitCode === exit)).map(
  ([exit, word, tone]) => html`<button type="button" class="${tone}" data-exit="${exit}" aria-pressed="false">${word}</button>`,
)}<button type="button" id="changed" aria-pressed="false">changed tonight</button></div>
<p class="soft" id="count" role="status"></p>
<table class="cards" id="tenants"><thead><tr><th scope="col">Tenant</th><th scope="col">State</th><th scope="col">Provider</th><th scope="col">Account</th><th scope="col">Tonight</th></tr></thead><tbody></tbody></table>
<p><button type="button" class="more hidden" id="more">Show more</button></p></section>`;

const SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;

/** `index.html`. */
export const fleetIndexPage = (site: FleetSite): string => {
  const { night } = site;
  return pageOf({
    title: `Fleet ${night.fleet}, night ${night.name}`,
    digest: null,
    base: '',
    script: SOURCE,
    body: html`<a class="skip" href="#outcome">To the night</a>
<header class="top"><h1>certify fleet · ${night.fleet} · night ${night.name}${night.mode === 'lab' ? ' · lab: simulated parties' : ''} · ${minute(night.startedAt)}${night.finishedAt === null ? ', unfinished' : ''}</h1></header>
<main>${verdict(site)}
<nav aria-label="On this page"><a href="#tonight">What changed</a><a href="#accounts">By account</a>${when(site.endings.length > 0, () => html`<a href="#endings">What runs out</a>`)}<a href="#all">All tenants</a></nav>
${changedSection(site)}
${placesSection(site)}
${oldestSection(site)}
${endingSection(site)}
${tenantsSection(site)}</main>
<footer><p>certify ${night.certify} · ${plural(site.tenants.length, 'tenant')}, ${plural(site.places.length, 'account or relay', 'accounts and relays')}</p></footer>
<script type="application/json" id="data">${inScript(dataOf(site))}</script>
<script>${new Html(SCRIPT)}</script>`,
  });
};
