// A look at a tenant for those who only word it: hand-off, fields.
import type { RunDocument } from '../core/record.ts';
import { readRecord } from '../evidence/store.ts';
import { createFiles } from '../world/files/files.ts';
import type { Caller } from './caller.ts';
import { withSource } from './lab/source.ts';
import { lookAt, profileLooked } from './look.ts';
import type { SubjectOptions } from './options.ts';
import type { Setting } from './setting.ts';

export interface CheckedOptions extends SubjectOptions {
  /** Id or path of a record to take instead of looking now. */
  readonly evidence: string | null;
  readonly evidenceDir: string;
  /** Who asks, as typed: what is missing is asked for by that name. */
  readonly command: 'fields' | 'handoff';
}

/** From the record that was named, else by looking now; nothing is stored. */
export const checkedDocument = (setting: Setting, caller: Caller, options: CheckedOptions): Promise<RunDocument> => {
  const { evidence, evidenceDir } = options;
  if (evidence !== null) return readRecord(createFiles(), evidenceDir, evidence);
  return withSource(setting, { ...options, provider: null }, (source) =>
    lookAt(setting, caller, {
      ...options,
      command: 'check',
      source: profileLooked(source),
      operator: null,
      signKey: null,
      stores: false,
    }),
  );
};
