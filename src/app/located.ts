// A document with the places in the profile that its findings are about, for build servers that show them there.
import { placesAbout } from '../profile/about.ts';
import type { Reportable } from '../report/outline.ts';
import { createFiles } from '../world/files/files.ts';

/** Adds nothing where there is no profile that people could open: the lab's own is gone when they read of it. */
export const located = async (document: Reportable, profile: string | null): Promise<Reportable> => {
  const file = profile ?? document.profile?.path ?? null;
  if (file === null) return document;
  const text = await createFiles()
    .readText(file)
    .catch(() => null);
  if (text === null) return document;
  return { ...document, where: { file, places: placesAbout(text, document.findings) } };
};
