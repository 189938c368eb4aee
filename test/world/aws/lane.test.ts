// Whose reads wait for each other: what is known of the account, and when.
import { describe, expect, it } from 'vitest';
import { laneOf } from '../../../src/world/aws/lane.ts';

const account = (stated: string | null, told: string) => {
  let seen: string | null = null;
  let asked = 0;
  const ask = async () => {
    asked += 1;
    seen = told === '' ? null : told;
    return told;
  };
  return { stated, seen: () => seen, ask, asked: () => asked };
};

describe('laneOf', () => {
  it('begins with the account that the profile names, and asks nobody', async () => {
    const known = account('111122223333', '111122223333');
    expect(await laneOf('static:AKIA', 'eu-west-1', known)()).toBe('111122223333/eu-west-1');
    expect(known.asked()).toBe(0);
  });

  it('takes the account that STS names as soon as it does, whatever the profile says', async () => {
    const known = account('111122223333', '444455556666');
    const lane = laneOf('static:AKIA', 'eu-west-1', known);
    expect(await lane()).toBe('111122223333/eu-west-1');
    await known.ask();
    expect(await lane()).toBe('444455556666/eu-west-1');
  });

  it('waits for STS where the profile names none, and asks it once', async () => {
    const known = account(null, '111122223333');
    const lane = laneOf('static:AKIA', 'eu-west-1', known);
    expect(await Promise.all([lane(), lane()])).toEqual(['111122223333/eu-west-1', '111122223333/eu-west-1']);
    expect(known.asked()).toBe(1);
  });

  it('goes by the credential where nobody names the account', async () => {
    expect(await laneOf('static:AKIA', 'eu-west-1', account(null, ''))()).toBe('static:AKIA/eu-west-1');
  });
});
