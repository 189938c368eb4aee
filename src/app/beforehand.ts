// What stands on this disk before anybody is asked: neighbours' records, the extraction row, the other provider's record.
import type { Mode } from '../core/decision.ts';
import type { SecretsPort } from '../core/ports/secrets.ts';
import type { Runbook } from '../core/runbook.ts';
import { createFiles } from '../world/files/files.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import type { Beforehand } from '../run/context.ts';
import { otherProvider } from './other-provider.ts';
import { NO_SHARING, sharingTenants } from './sharing.ts';
import { sheetBefore } from './sheet.ts';

export interface Whose {
  readonly loaded: LoadedProfile;
  readonly runbook: Runbook;
  readonly mode: Mode;
  readonly evidenceDir: string;
  readonly secrets: SecretsPort;
  /** Records of other tenants are read only where this run leaves one. */
  readonly stores: boolean;
}

export const beforehandOf = async ({ loaded, runbook, mode, evidenceDir, secrets, stores }: Whose): Promise<Beforehand> => {
  const files = createFiles();
  return {
    ...(stores ? await sharingTenants(files, evidenceDir, loaded.profile, secrets) : NO_SHARING),
    'run.sheet': await sheetBefore(loaded, runbook),
    'run.otherProvider': await otherProvider(files, { evidenceDir, mode }, loaded),
  };
};
