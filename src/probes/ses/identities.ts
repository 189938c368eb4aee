// Asks SES what the account has: to show a slip of the pen where nothing governs the sender, and whom a sandbox reaches.
import type { ListEmailIdentitiesCommandOutput } from '@aws-sdk/client-sesv2';
import type { Observation } from '../../core/observation.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Sender, SesPlace } from '../../core/sender.ts';
import type { Facts } from '../../facts/index.ts';
import { textOr } from '../../text/unknown-json.ts';
import { similarIdentities } from '../../aws/ses/identity.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from './no-ses.ts';

const MOST_SHOWN = 10;
/** The most that SES lists at once. */
const PAGE = 1000;

export const identitiesFact = (
  answer: ListEmailIdentitiesCommandOutput,
  ses: SesPlace,
  sender: Pick<Sender, 'address'>,
): Facts['ses.identities'] => {
  const listed = (answer.EmailIdentities ?? []).flatMap((one) => {
    const name = textOr(one.IdentityName);
    return name === null ? [] : [{ name, verified: one.SendingEnabled === true }];
  });
  const declared = listed.find(({ name }) => name.toLowerCase() === ses.identity.toLowerCase());
  const verified = listed.filter(({ verified: is }) => is).map(({ name }) => name);
  const sorted = [...verified.filter((name) => !name.includes('@')), ...verified.filter((name) => name.includes('@'))];
  return {
    region: ses.region,
    declared: declared === undefined ? 'not-listed' : declared.verified ? 'verified' : 'not-verified',
    verified: sorted.slice(0, MOST_SHOWN),
    more: Math.max(0, sorted.length - MOST_SHOWN),
    similar: similarIdentities(
      sender.address,
      listed.map(({ name }) => name),
    ),
    complete: answer.NextToken === undefined,
  };
};

const helps = (account: Observation<Facts['ses.account']>, identity: Observation<Facts['ses.identity']>): boolean =>
  (identity.state === 'observed' && identity.value.governing === null) ||
  (account.state === 'observed' && account.value.productionAccess === false);

export const identitiesProbe = defineProbe({
  key: 'ses.identities',
  needs: [],
  uses: ['ses.account', 'ses.identity'],
  permissions: [{ action: 'ses:ListEmailIdentities', on: 'account' }],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    if (!helps(facts['ses.account'], facts['ses.identity'])) {
      return new NotAsked('An identity governs the sender, and the account is out of the sandbox.');
    }
    return identitiesFact(await aws.ses.listEmailIdentities({ PageSize: PAGE }), sender.ses, sender);
  },
});
