// The line that SES's list has for a tenant: when it changes, the tenant is read anew.
import type { SesReads } from '../core/ports/aws.ts';
import type { Sender } from '../core/sender.ts';
import { identityDomains } from '../aws/ses/identity.ts';
import { textPool } from '../text/flat.ts';

/** The most that SES lists at once. */
const PAGE = 1000;
const PAGES = 100;

type Answer = Awaited<ReturnType<SesReads['listEmailIdentities']>>;

/** A page is the same object for all tenants of an account: read once. */
const read = new WeakMap<Answer, ReadonlyMap<string, string>>();

const linesOf = (answer: Answer): ReadonlyMap<string, string> => {
  const known = read.get(answer);
  if (known !== undefined) return known;
  const pooled = textPool();
  const lines = new Map(
    (answer.EmailIdentities ?? []).map(({ IdentityName = '', IdentityType, SendingEnabled, VerificationStatus }) => [
      IdentityName.toLowerCase(),
      pooled(`${IdentityType ?? ''} ${SendingEnabled ?? ''} ${VerificationStatus ?? ''}`),
    ]),
  );
  read.set(answer, lines);
  return lines;
};

/** One text of all names that could govern the sender; rejects where the list cannot be had. */
export const listedLine = async (ses: SesReads, sender: Pick<Sender, 'address' | 'domain' | 'ses'>): Promise<string> => {
  const names = [sender.address, ...identityDomains(sender.domain), sender.ses?.identity ?? ''].map((name) => name.toLowerCase());
  const found = new Map<string, string>();
  let next: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await ses.listEmailIdentities({ PageSize: PAGE, ...(next === undefined ? {} : { NextToken: next }) });
    const lines = linesOf(answer);
    for (const name of names) {
      const line = lines.get(name);
      if (line !== undefined) found.set(name, line);
    }
    next = answer.NextToken;
    if (next === undefined) break;
  }
  return [...new Set(names)].map((name) => `${name}: ${found.get(name) ?? 'none'}`).join('\n');
};
