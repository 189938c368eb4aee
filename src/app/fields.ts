// The SquareOS fields that a look, or a record, gives; compared with an export of SquareOS.
import type { RunDocument } from '../core/record.ts';
import type { Runbook } from '../core/runbook.ts';
import { emailAccount, heldValue } from '../checks/squareos/held.ts';
import { fact } from '../facts/fact.ts';
import { compareFields, type Field, type FieldComparison, fieldsOf, type Held } from '../report/fields.ts';
import type { SquareosState } from '../text/squareos-state.ts';
import type { Caller } from './caller.ts';
import { checkedDocument, type CheckedOptions } from './checked.ts';
import { asked, questionOf } from '../run/attestations.ts';
import { readRunbook } from './runbooks.ts';
import type { Setting } from './setting.ts';
import { refusedExport, youngExport } from './squareos-export.ts';

/** How a field stands in the export. An export of another gym is refused, not compared. */
const heldIn = (path: string, state: SquareosState, document: RunDocument): Held => {
  const tenant = fact(document.observations, 'profile.tenant');
  if (tenant === null) throw new Error('a look at a profile made no profile.tenant');
  const { channelAccounts: accounts } = state;
  if (accounts !== undefined && emailAccount(accounts, tenant) === null) {
    const { accountName, externalAccountId } = tenant.squareos;
    const names = accounts.map((one) => one.accountName ?? 'one without a name').join(', ');
    const there = accounts.length === 0 ? 'It holds none' : `It holds ${names}`;
    throw refusedExport(
      path,
      'export-other-gym',
      `holds no Channel Account "${accountName}" (${externalAccountId}). ${there}.`,
      'Export this gym from SquareOS, or create the account with the values that `certify fields` prints.',
    );
  }
  return ({ object, field }) =>
    object === 'Template'
      ? state.templates === undefined
        ? undefined
        : (state.templates[field] ?? null)
      : heldValue(state, tenant, field);
};

export interface FieldsOptions extends CheckedOptions {
  /** Path of an export as certify.squareos-state/1; null: nothing is compared. */
  readonly compare: string | null;
}

/** The digest under which an answer about these values is kept. */
export interface QuestionDigest {
  readonly id: string;
  readonly digest: string;
}

const digestsOf = (runbook: Runbook, document: RunDocument): readonly QuestionDigest[] => {
  const observed = new Map(Object.entries(document.observations));
  return runbook.steps.flatMap((step) => {
    const question = questionOf(step);
    // What is said of a message is known after it was sent.
    if (question === null || question.subject === 'message') return [];
    return [{ id: question.id, digest: asked(runbook, question, observed).digest }];
  });
};

/** `compared` is null when nothing was to be compared. The export is read before anything is asked. */
export const fields = async (
  setting: Setting,
  caller: Caller,
  options: FieldsOptions,
): Promise<{
  readonly fields: readonly Field[];
  readonly compared: readonly FieldComparison[] | null;
  readonly digests: readonly QuestionDigest[];
}> => {
  const { compare } = options;
  const state = compare === null ? null : await youngExport(compare);
  const document = await checkedDocument(setting, caller, options);
  const found = fieldsOf(document);
  const runbook = await readRunbook(setting.root, document.provider === 'SMTP' ? 'smtp' : 'ses');
  const compared = compare === null || state === null ? null : compareFields(found, heldIn(compare, state, document));
  return { fields: found, compared, digests: digestsOf(runbook, document) };
};
