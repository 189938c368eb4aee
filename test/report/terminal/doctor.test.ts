// The surroundings as a person reads them, on a wide terminal and on a narrow one.
import { describe, expect, it } from 'vitest';
import type { Surrounding } from '../../../src/core/surroundings.ts';
import { doctorText } from '../../../src/report/terminal/doctor.ts';

const HOSTS = 'sts.us-east-1.amazonaws.com, email.us-east-1.amazonaws.com do not resolve here.';
const rows: readonly Surrounding[] = [
  { id: 'node', what: 'Node', state: 'ok', seen: 'v24.1.0', act: null, owner: null, cause: null },
  { id: 'aws-https', what: 'AWS', state: 'blocked', seen: HOSTS, act: 'Mend it.', owner: 'network admin', cause: null },
  {
    id: 'smtp-587',
    what: 'SMTP, port 587',
    state: 'blocked',
    seen: 'email-smtp.us-east-1.amazonaws.com does not resolve here.',
    act: null,
    owner: null,
    cause: 'aws-https',
  },
];
const text = (width: number): readonly string[] => doctorText(null, rows, { width, colour: false, unicode: true }).split('\n');

describe('the surroundings', () => {
  it.each([40, 80, 100])('keep within %i columns, no host broken', (width) => {
    expect(text(width).filter((line) => line.length > width)).toEqual([]);
    for (const host of ['sts.us-east-1.amazonaws.com,', 'email-smtp.us-east-1.amazonaws.com'])
      expect(text(width).some((line) => line.includes(host))).toBe(true);
  });

  it('stand below their names where the place is narrow', () => {
    expect(text(40)).toContain('  ✖ AWS');
    expect(text(40)).toContain('    network admin: Mend it.');
  });

  it('name the row that another follows from, and count the cause alone', () => {
    expect(text(80)).toContain('                     follows from AWS');
    expect(text(80).at(-2)).toBe('  1 thing stands in the way of a run on this machine.');
  });
});
