import { describe, expect, it } from 'vitest';
import { refuseOtherAccount } from '../../src/app/provision/credential.ts';
import type { LoadedProfile } from '../../src/profile/profile.ts';

const OWN = '111122223333';
const naming = (snsTopicArn: string | undefined) =>
  ({ path: 'gym.yaml', profile: { ses: { region: 'ap-south-1', snsTopicArn } } }) as unknown as LoadedProfile;
const topic = naming(`arn:aws:sns:ap-south-1:${OWN}:squareos-email`);

describe('the account of the credential that may write', () => {
  it.each<readonly [what: string, writes: string, seen: string | null, LoadedProfile, RegExp | null]>([
    ['is the one that was looked at', OWN, OWN, topic, null],
    ['is the topic’s, where the look saw none', OWN, null, topic, null],
    [
      'is another than was looked at',
      '999988887777',
      OWN,
      topic,
      /belongs to account 999988887777, and the tenant's SES to 111122223333/,
    ],
    ['is another than the topic’s', '999988887777', null, topic, /nothing is changed/],
    ['cannot be compared with anything', OWN, null, naming(undefined), /could not be seen/],
  ])('%s', (_, writes, account, loaded, says) => {
    const judge = (): void => refuseOtherAccount(writes, { account, region: 'ap-south-1' }, loaded);
    if (says === null) expect(judge).not.toThrow();
    else expect(judge).toThrow(says);
  });
});
