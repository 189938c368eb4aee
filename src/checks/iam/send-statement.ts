// The one statement that lets the sender send, for every check that asks for it: what it needs, by ARN, as this sender only.
import type { JsonObject } from '../../core/json.ts';
import type { Grant } from '../../facts/iam.ts';
import { sendStatement } from '../../aws/policy/ses-send.ts';

/** `from`: the From address. */
export const statementOfNeeds = (grants: readonly Grant[], from: string): JsonObject => {
  const needed = grants.filter(({ purpose }) => purpose === 'needed');
  return sendStatement({
    actions: [...new Set(needed.map(({ action }) => action))],
    resources: [...new Set(needed.map(({ resource }) => resource))],
    from,
  });
};
