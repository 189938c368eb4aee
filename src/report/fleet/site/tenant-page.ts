// One tenant's page of the fleet's site: what wants somebody, until when things hold, and how to look again.
import { plural } from '../../../text/plural.ts';
import type { KeptFinding, TenantLook } from '../../../core/fleet.ts';
import { called } from '../../../core/owner.ts';
import { partsOf } from '../../../text/remedy-text.ts';
import { partsMarkup } from '../../html/findings.ts';
import { type Html, html, NOTHING, when } from '../../html/template.ts';
import { codeOf, observedRows, stateSentence } from '../../words.ts';
import { exitTone, exitWord, pageOf } from './frame.ts';

const findingCard = (one: KeptFinding): Html => html`<article class="finding ${one.status}"><h3>${one.title}</h3>
<p class="state">${stateSentence(one)} <code class="id">${codeOf(one)}</code></p>
${when(one.expected !== null || observedRows(one.observed).length > 0, () => html`<dl>${one.expected === null ? NOTHING : html`<dt>Expected</dt><dd>${one.expected}</dd>`}${observedRows(one.observed).map(([key, value]) => html`<dt>${key}</dt><dd><code>${value.slice(0, 400)}</code></dd>`)}</dl>`)}
<p class="soft">${called(one.owner, one.who)}${one.followers === 0 ? '' : ` · ${plural(one.followers, 'finding follows', 'findings follow')} from it`}</p>
${one.fix === null ? NOTHING : partsMarkup(partsOf(one.fix, one.paste))}</article>
`;

const validitySection = ({ validity }: TenantLook): Html =>
  validity.length === 0
    ? NOTHING
    : html`<section aria-labelledby="until"><h2 id="until">Until when it holds</h2><dl>${validity.map(
        ({ subject, expires }) =>
          html`<dt>${subject}</dt><dd>${expires === null ? 'does not hold now' : expires.slice(0, 10)}</dd>`,
      )}</dl></section>`;

const watchedSection = ({ watched }: TenantLook): Html => {
  const rows = observedRows(watched);
  return rows.length === 0
    ? NOTHING
    : html`<section aria-labelledby="watched"><h2 id="watched">What is watched</h2><dl>${rows.map(
        ([key, value]) => html`<dt>${key}</dt><dd><code>${value.slice(0, 400)}</code></dd>`,
      )}</dl></section>`;
};

const RANK = ['fail', 'inconclusive', 'pending', 'warn'];

/** `digest`: of what the page shows; the night stands in it as the one that wrote it. */
export const fleetTenantPage = (look: TenantLook, digest: string): string => {
  const findings = [...look.findings].sort((a, b) => RANK.indexOf(a.status) - RANK.indexOf(b.status));
  const { error } = look;
  return pageOf({
    title: `${look.tenant}: ${exitWord(look)}`,
    digest,
    base: '../',
    script: null,
    body: html`<a class="skip" href="#outcome">To the state</a>
<header class="top"><h1><a class="bare" href="../index.html">The fleet</a> · ${[look.tenant, look.provider, look.environment, look.place].filter((part) => part !== null).join(' · ')}</h1></header>
<main><section class="verdict ${exitTone(look)}" aria-labelledby="outcome"><h2 class="outcome" id="outcome">${exitWord(look)}</h2>
<p class="why">${error === null ? `${look.passed} of ${plural(look.judged, 'check')} ${look.passed === 1 ? 'holds' : 'hold'}.` : `${error.message} ${error.fix}`}</p></section>
${when(
  findings.length > 0,
  () => html`<section aria-labelledby="open"><h2 id="open">What needs attention (${findings.length})</h2>
${findings.map(findingCard)}</section>`,
)}
${validitySection(look)}
${watchedSection(look)}
<section aria-labelledby="again"><h2 id="again">Look again</h2><pre tabindex="0">certify check ${look.profile}</pre></section></main>
<footer><p>Written in the night ${look.night}, the last in which something of this tenant changed; the fleet’s page says how it stands now.</p></footer>`,
  });
};
