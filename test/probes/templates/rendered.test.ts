// What is kept of a template that came out, by SES's own rendering and by certify's.
import { describe, expect, it } from 'vitest';
import { renderedMessage } from '../../../src/probes/ses/templates.ts';
import { templateTold } from '../../../src/probes/squareos/templates.ts';

const bySes = (subject: string, body = 'Content-Type: text/plain; charset=utf-8\r\n\r\nHello {{name}}\r\n') =>
  renderedMessage({ RenderedTemplate: `Subject: ${subject}\r\nMIME-Version: 1.0\r\n${body}`, $metadata: {} }, 'gym.example');

const byCertify = (subject: string | null, data: object = {}) => {
  const told = templateTold(
    'invoice',
    { id: null, content: { subject, text: 'Pay at https://pay.gym.example/1', html: null }, data: { ...data } },
    'gym.example',
  );
  return told.rendered?.state === 'observed' ? told.rendered.value : null;
};

describe('a rendered template', () => {
  it.each([
    ['Invoice', 7, false],
    ['=?utf-8?Q?Rechnung_f=C3=BCr_M=C3=A4rz?=', 17, false],
    ['=?utf-8?Q?Invoice=0Afor_March?=', 17, true],
    ['=?utf-8?B?SW52b2ljZQ0K?=', 7, true],
    ['Invoice for\r\n March', 17, false],
    ['', 0, false],
  ])('tells of the subject %j how long it is, and whether it breaks', (subject, subjectLength, subjectBreaks) => {
    expect(bySes(subject)).toMatchObject({ by: 'SES', subjectLength, subjectBreaks, parts: ['text'], left: ['{{name}}'] });
  });

  it('tells the same of what SquareOS holds, with the values that were put in', () => {
    expect(byCertify('Invoice {{number}}', { number: '7' })).toMatchObject({ subjectLength: 9, subjectBreaks: false });
    expect(byCertify('Invoice {{number}}', { number: '7\nBcc: x' })).toMatchObject({ subjectBreaks: true });
    expect(byCertify('Invoice\n')).toMatchObject({ subjectLength: 7, subjectBreaks: true });
    expect(byCertify(null)).toMatchObject({ by: 'certify', subjectLength: 0, subjectBreaks: false });
    expect(byCertify('x')?.hosts).toMatchObject([{ host: 'pay.gym.example', own: true }]);
  });
});
