// Every payload in fixtures/payloads/ses reads as the event that its file is named after.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSesMessage } from '../../../src/receiver/reading/ses-event.ts';

const directory = 'fixtures/payloads/ses';
const EVENTS = [
  'bounce-permanent',
  'bounce-transient',
  'delivery-delay',
  'rendering-failure',
  'delivery',
  'send',
  'complaint',
  'reject',
  'open',
  'click',
  'subscription',
];
const NAMED: { [file: string]: string } = {
  'bounce-feedback-permanent': 'bounce-permanent',
  'bounce-feedback-bare': 'bounce-transient',
};

describe.each(readdirSync(directory))('%s', (file) => {
  const name = file.replace(/\.\w+$/, '');
  const parsed = parseSesMessage(readFileSync(`${directory}/${file}`, 'utf8'));
  if (name.startsWith('validation')) {
    it('is a validation message', () => expect(parsed).toEqual({ kind: 'validation' }));
    return;
  }
  it('is read as its event, with id, time and recipient', () => {
    const expected = NAMED[name] ?? EVENTS.find((event) => name.startsWith(event));
    expect(parsed).toMatchObject({ kind: 'event', event: { event: expected } });
    if (parsed.kind !== 'event') return;
    expect(parsed.event.messageId).toMatch(/-000000$/);
    expect(parsed.event.eventAt).toMatch(/^20\d\d-\d\d-\d\dT.*Z$/);
    expect(parsed.event.recipients).toHaveLength(1);
  });
});
