// What scripts/new-check.mjs writes for a check and its fact; of a party that is asked over https, see port.mjs.
export const camel = (text) => text.replaceAll(/[-.]([a-z0-9])/g, (_, letter) => letter.toUpperCase());
export const kebab = (text) => text.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const capital = (text) => `${text[0].toUpperCase()}${text.slice(1)}`;

export const checkText = ({ id, fact }) => `// Say in one line what holds when this check passes.
import { defineCheck } from '../check.ts';

export const ${camel(id)} = defineCheck({
  id: '${id}',
  title: 'Say in the words of the passing state what holds',
  severity: 'warning',
  why: 'Say what goes wrong for the gym when it does not hold.',
  owner: 'implementation engineer',
  references: ['RFC 5321'],
  reasons: { 'not-yet-judged': { status: ['inconclusive'], says: 'Say what is the case when a finding has this reason.' } },
  needs: ['${fact}'],
  evaluate(facts) {
    const value = facts['${fact}'].value;
    return {
      status: 'inconclusive',
      reason: 'not-yet-judged',
      observed: { seen: JSON.stringify(value) },
      expected: 'One sentence: what would have been right.',
      remedy: [{ say: 'Say what to do, where, and why in few words.' }],
    };
  },
});
`;

export const checkTestText = ({ room, id, fact }) => `import { describe, expect, it } from 'vitest';
import { ${camel(id)} } from '../../../src/checks/${room}/${id}.ts';
import { toldBy } from '../told-by.ts';

const judge = (value: object) =>
  toldBy(${camel(id)}, ${camel(id)}.evaluate({ '${fact}': { state: 'observed', value: value as never } }));

describe('${id}', () => {
  it('says what it sees', () => {
    expect(judge({})).toMatchObject({ reason: 'not-yet-judged' });
  });
});
`;

export const factsText = ({ party, fact }) => `// Say in one line who answers.
export interface ${capital(party)}Facts {
  /** Say what it is, with units. */
  '${fact}': { readonly domain: string };
}
`;

const ASK = `  async ask({ sender }) {
    // Ask a port of Reads; throw ObservationError when the party does not answer.
    return sender.domain === '' ? new NotAsked('Say why the question does not arise.') : { domain: sender.domain };
  },`;

const askPort = ({ party, noun }) => `  async ask({ sender, ${party} }, _, signal) {
    if (!sender.deep) return new NotAsked(NOT_DEEP);
    if (${party} === null) return new NotAsked('This lab plays no such host: its scenario has no ${party}Host.');
    return ${noun}Fact(sender.domain, await ${party}.${noun}(sender.domain, signal));
  },`;

const FACT = ({ noun, fact }) => `
/** Pure: what the answer says. */
export const ${noun}Fact = (domain: string, _answer: string): Facts['${fact}'] => ({ domain });
`;

export const probeText = (given) => `// Say in one line which party is asked which question.
import { NotAsked } from '../../core/probe.ts';
${given.port ? "import type { Facts } from '../../facts/index.ts';\nimport { NOT_DEEP } from '../dns/incoming.ts';\n" : ''}import { defineProbe } from '../probe.ts';
${given.port ? FACT(given) : ''}
export const ${given.noun}Probe = defineProbe({
  key: '${given.fact}',
  needs: [],
  permissions: [],
${given.port ? askPort(given) : ASK}
});
`;

export const scenarioText = ({ id, party, port }) => `# Say in one line what is wrong in this world.
extends: healthy-ses
title: Say what is wrong here
${port ? `${party}Host: {}\nmailHost: {}\ndns:\n  zones:\n    ${party}.example:\n      - "@ 300 A 192.0.2.31"\nprofile:\n  dns: {deep: true}\n` : ''}expect:
  outcome: LAB_ONLY
  exitCode: 0
  findings:
    - {check: ${id}, status: inconclusive, reason: not-yet-judged}
`;
