// The source document, sentence by sentence: each is found again, word for word, in the runbook it belongs to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Runbook } from '../../src/core/runbook.ts';
import { loadRunbook } from '../../src/runbook/load.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const source = readFileSync(join(import.meta.dirname, 'source-runbook.txt'), 'utf8');

const read = (id: string): Runbook => {
  const path = join('runbooks', `${id}.yaml`);
  return loadRunbook({ text: readFileSync(join(ROOT, path), 'utf8'), path });
};

const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const textOf = (runbook: Runbook): string =>
  words(
    [
      runbook.purpose,
      ...runbook.beforeYouStart,
      ...runbook.steps.flatMap((step) => [...step.instructions, ...step.watchOuts]),
      ...runbook.watchOuts,
      ...runbook.relatedHelp,
    ].join(' '),
  );

/** Lines of one section of the source, cut into sentences. */
const section = (title: string, next: string): readonly string[] =>
  source
    .slice(source.indexOf(`\n${title}\n`) + title.length + 2, source.indexOf(`\n${next}\n`))
    .split('\n')
    .flatMap((line) => line.replace(/^- /, '').split(/(?<=\.) (?=[A-Z])/))
    .map(words);

const SES = textOf(read('ses'));
const SMTP = textOf(read('smtp'));

/** Whether a sentence is about one provider alone. */
const only = (sentence: string): 'ses' | 'smtp' | 'both' => {
  if (/^(Amazon SES (setup|notification)|SES webhook)|For Amazon SES|^SES identities/.test(sentence)) return 'ses';
  return /^(SMTP |For SMTP|The adapter must)/.test(sentence) ? 'smtp' : 'both';
};

const everySentence = [
  ...section('What this page is for', 'Who should use it'),
  ...section('Before you start', 'Daily workflow'),
  ...section('Daily workflow', 'Watch out'),
  ...section('Watch out', 'Related help'),
];

describe('the source document', () => {
  it('has the sentences this test looks for', () => {
    expect(everySentence.length).toBeGreaterThan(45);
    expect(everySentence.every((sentence) => sentence.length > 20)).toBe(true);
  });

  it.each(everySentence)('is followed: %s', (sentence) => {
    const found = { ses: SES.includes(sentence), smtp: SMTP.includes(sentence) };
    const wanted = only(sentence);
    if (wanted === 'both') expect(found.ses || found.smtp).toBe(true);
    else expect(found[wanted]).toBe(true);
  });

  it('keeps its order in the steps of each runbook', () => {
    // The document names the templates once, among the SES sentences; an SMTP tenant needs them after its own accounts.
    const workflow = section('Daily workflow', 'Watch out').filter((sentence) => !sentence.startsWith('Create or map EMAIL'));
    for (const id of ['ses', 'smtp']) {
      const steps = read(id).steps.map((step) => words(step.instructions.join(' ')));
      const places = workflow.map((sentence) => steps.findIndex((text) => text.includes(sentence))).filter((at) => at >= 0);
      expect(places.length).toBeGreaterThan(10);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  it('names who uses it and where it is', () => {
    for (const id of ['ses', 'smtp']) {
      const { audience, whereToFind } = read(id);
      expect(source).toContain(audience.join(', '));
      expect(whereToFind.every((place) => source.includes(place))).toBe(true);
    }
  });
});

describe('the runbooks that come with certify', () => {
  it.each(['ses', 'smtp'])('%s: every step has an owner and something to do, every value a field of its own', (id) => {
    const { steps } = read(id);
    expect(steps.every((step) => step.instructions.length > 0)).toBe(true);
    const fields = steps.flatMap((step) => step.records.map((value) => value.field));
    expect(new Set(fields).size).toBe(fields.length);
    expect(steps.flatMap((step) => step.records).filter((value) => value.verification === undefined)).toEqual([]);
  });

  it('ask about disabled customer email only while identity, account or review is not ready', () => {
    const step = read('ses').steps.find((one) => one.id === 'customer-email-disabled');
    expect(step).toMatchObject({ kind: 'attest', question: { id: 'customer-email-disabled' } });
    const when = step?.kind === 'attest' ? step.question.when?.notPassing : [];
    expect(when).toEqual(expect.arrayContaining(['ses-identity-verified', 'ses-production-access', 'ses-sending-enabled']));
  });

  it('treat a sandbox account as a blocker in production and a warning in staging', () => {
    const overrides = read('ses').severities.filter((one) => one.check === 'ses-production-access');
    expect(overrides.map((one) => [one.environment, one.severity])).toEqual([
      ['staging', 'warning'],
      ['development', 'info'],
    ]);
  });

  it('ask at most three questions of a tenant that is ready', () => {
    for (const id of ['ses', 'smtp']) {
      const always = read(id).steps.filter((step) => 'question' in step && step.question.when === undefined);
      expect(always.length).toBeLessThanOrEqual(3);
    }
  });
});
