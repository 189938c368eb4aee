// What the list of an account's identities already answers: one list saves a read for every name that is not on it.
import { ObservationError } from '../../core/errors.ts';
import type { SesReads } from '../../core/ports/aws.ts';

/** The most that SES lists at once. */
const PAGE = 1000;
/** Names beyond this are asked one by one. */
const PAGES = 100;

type Answer = Awaited<ReturnType<SesReads['listEmailIdentities']>>;

/** A page that is kept for all tenants of an account is read once. */
const read = new WeakMap<Answer, ReadonlySet<string>>();

const namesIn = (answer: Answer): ReadonlySet<string> => {
  const known = read.get(answer);
  if (known !== undefined) return known;
  const names = new Set((answer.EmailIdentities ?? []).flatMap(({ IdentityName: name }) => name?.toLowerCase() ?? []));
  read.set(answer, names);
  return names;
};

/** Whether the list is whole and lacks the name. */
const isMissing = async (ses: SesReads, name: string): Promise<boolean> => {
  let next: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await ses.listEmailIdentities({ PageSize: PAGE, ...(next === undefined ? {} : { NextToken: next }) });
    if (namesIn(answer).has(name.toLowerCase())) return false;
    next = answer.NextToken;
    if (next === undefined) return true;
  }
  return false;
};

const notListed = (name: string): ObservationError =>
  new ObservationError({
    state: 'absent',
    code: 'NotFoundException',
    message: `Email identity ${name} does not exist: SES does not list it.`,
  });

/** As `ses`, but an identity that the list does not name is absent without a read of its own. */
export const knowingTheList = (ses: SesReads): SesReads => ({
  ...ses,
  getEmailIdentity: async (name) => {
    // Who may not list asks for each name.
    if (await isMissing(ses, name).catch(() => false)) throw notListed(name);
    return ses.getEmailIdentity(name);
  },
});
