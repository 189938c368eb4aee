// Asks the Virtual Deliverability Manager what it advises for the sender's identity; one read, where the account has it on.
import type { ListRecommendationsCommandOutput } from '@aws-sdk/client-sesv2';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { identityDomains } from '../../aws/ses/identity.ts';
import { textOr, timeOr } from '../../text/unknown-json.ts';
import { defineProbe } from '../probe.ts';

/** Advice for another identity is another tenant's; advice that names no identity concerns everybody in the account. */
const concerns = (resource: string | null, names: readonly string[]): boolean => {
  const identity = /:identity\/(.+)$/.exec(resource ?? '')?.[1]?.toLowerCase();
  return identity === undefined || names.includes(identity);
};

export const recommendationsFact = (
  answer: ListRecommendationsCommandOutput,
  sender: { readonly address: string; readonly domain: string },
): Facts['ses.recommendations'] => {
  const names = [sender.address.toLowerCase(), ...identityDomains(sender.domain)];
  const open = (answer.Recommendations ?? []).map((one) => ({
    type: textOr(one.Type),
    impact: textOr(one.Impact),
    description: textOr(one.Description),
    resource: textOr(one.ResourceArn),
    since: timeOr(one.CreatedTimestamp),
  }));
  return { open: open.filter(({ resource }) => concerns(resource, names)), complete: answer.NextToken === undefined };
};

export const recommendationsProbe = defineProbe({
  key: 'ses.recommendations',
  needs: ['ses.account'],
  permissions: [{ action: 'ses:ListRecommendations', on: 'account' }],
  ask: async ({ aws, sender }, facts) => {
    if (facts['ses.account'].value.vdm?.enabled !== 'ENABLED') {
      return new NotAsked('The account has no Virtual Deliverability Manager that would advise.');
    }
    return recommendationsFact(await aws.ses.listRecommendations(), sender);
  },
});
