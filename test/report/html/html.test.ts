// The HTML page as text: escaped by default, reproducible, and with nothing from elsewhere.
import { describe, expect, it } from 'vitest';
import { html } from '../../../src/report/html/template.ts';
import { htmlReport } from '../../../src/report/html/html.ts';
import { certifiedDocument, failedDocument, finding } from '../../records.ts';
import { HOSTILE, hostileDocument } from '../hostile.ts';

const tagsOf = (page: string): readonly string[] =>
  [...page.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<\/?[a-z][^>]*>/g)].map(([tag]) => tag);

describe('the template', () => {
  it('escapes everything but its own markup', () => {
    expect(html`<a title="${'"><x'}">${'<b>'}${html`<i>${'&'}</i>`}${[1, null, 'x']}</a>`.markup).toBe(
      '<a title="&quot;&gt;&lt;x">&lt;b&gt;<i>&amp;</i>1x</a>',
    );
  });
});

describe('the HTML page', () => {
  it('is the same, byte for byte, for the same record', () =>
    expect(htmlReport(certifiedDocument())).toBe(htmlReport(structuredClone(certifiedDocument()))));

  it('names no resource, no script and no handler', () => {
    for (const tag of tagsOf(htmlReport(certifiedDocument()))) {
      expect(tag).not.toMatch(/^<(?:script|link|img|iframe|object|embed|form|base)/);
      expect(tag).not.toMatch(/\s(?:src|on\w+|style)=/);
    }
  });

  it('shows a question as it was put, and why a finding stands as it does', () => {
    const question = 'Is the secret stored in SquareOS Admin alone?';
    const asked = finding({ check: 'attestation-secrets-stored', title: question });
    const given = {
      id: 'secrets-stored',
      answer: 'yes',
      by: 'Ana',
      at: '2026-11-20T20:16:01.000Z',
      reference: 'T-1',
      message: null,
    };
    const failed = failedDocument();
    const page = htmlReport(failedDocument({ findings: [...failed.findings, asked], attestations: [given as never] }));
    expect(page).toContain(`<th scope="row">${question}</th>`);
    expect(page).toContain('<code class="id">dkim-tokens/one-missing</code></p>\n<p>One of the CNAMEs is not in DNS.</p>');
    expect(htmlReport(failedDocument({ attestations: [given as never] }))).toContain('<th scope="row">secrets-stored</th>');
  });

  it('links only to official pages and to itself', () => {
    for (const [, href = ''] of htmlReport(failedDocument()).matchAll(/href="([^"]*)"/g))
      expect(href).toMatch(/^(?:#|https:\/\/docs\.aws\.amazon\.com\/)/);
  });

  it('says the decision first, then limitations, then what needs attention, then the steps', () => {
    const page = htmlReport({ ...failedDocument(), limitations: certifiedDocument().limitations });
    const places = ['id="outcome"', 'id="limitations"', 'id="open"', 'id="steps"', 'id="seal"'].map((text) => page.indexOf(text));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it.each(HOSTILE)('has the same tags with %j as with harmless text', (hostile) => {
    const shape = (text: string): readonly string[] =>
      tagsOf(htmlReport(hostileDocument(text))).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));
    const page = htmlReport(hostileDocument(hostile));
    expect(page).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?<!\n)/u);
    expect(shape(hostile.replaceAll('\n', ' ').replaceAll('`', ''))).toEqual(shape('harmless'));
  });
});
