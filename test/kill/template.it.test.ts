// A run that is killed around the message of a template: a resume knows what was asked for, and sends nothing twice.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cell, cell, type Death, type Matrix, openMatrix } from './matrix.ts';

let matrix: Matrix;
beforeAll(async () => {
  matrix = await openMatrix('ses', 'healthy-ses-templates');
});
afterAll(async () => {
  await matrix.stop();
});

const line = (type: string, purpose: string): string => `"type":"${type}","purpose":"${purpose}"`;

it.each<readonly [what: string, death: Death, ends: Partial<Cell>]>([
  [
    'before its intent',
    { kind: 'line', text: line('send-intended', 'template-invoice'), when: 'before' },
    { messages: 1, ofTemplate: 1, outcome: 'LAB_ONLY' },
  ],
  [
    'between its intent and the send',
    { kind: 'line', text: line('send-intended', 'template-invoice'), when: 'after' },
    { messages: 1, ofTemplate: 0, outcome: 'INCONCLUSIVE' },
  ],
  [
    'between the send and its outcome',
    { kind: 'line', text: line('send-ended', 'template-invoice'), when: 'before' },
    { messages: 1, ofTemplate: 1, outcome: 'INCONCLUSIVE' },
  ],
  [
    'once its outcome is durable',
    { kind: 'line', text: line('send-ended', 'template-invoice'), when: 'after' },
    { messages: 1, ofTemplate: 1, outcome: 'LAB_ONLY' },
  ],
  [
    'after the live message, resumed without the flag',
    { kind: 'line', text: line('send-ended', 'live'), when: 'after' },
    { messages: 1, ofTemplate: 1, outcome: 'LAB_ONLY' },
  ],
])('%s', async (_, death, ends) => {
  expect(await cell(matrix, death, ['--template', 'invoice'])).toMatchObject({ killed: true, records: 1, ...ends });
});
