// The file port in memory, for tests of what is written where.
import type { Files } from '../../src/core/ports/files.ts';

export interface MemoryFiles extends Files {
  readonly texts: Map<string, string>;
}

export const memoryFiles = (): MemoryFiles => {
  const texts = new Map<string, string>();
  const namesIn = (directory: string): readonly string[] =>
    [
      ...new Set(
        [...texts.keys()]
          .filter((path) => path.startsWith(`${directory}/`))
          .map((path) => path.slice(directory.length + 1).split('/')[0] ?? ''),
      ),
    ].sort();
  return {
    texts,
    readText: async (path) => texts.get(path) ?? null,
    writeAtomic: async (path, text) => void texts.set(path, text),
    openLog: async (path) => ({
      append: async (text) => void texts.set(path, (texts.get(path) ?? '') + text),
      close: async () => undefined,
    }),
    list: async (directory) => namesIn(directory),
    entries: async (directory) =>
      namesIn(directory).map((name) => ({ name, kind: texts.has(`${directory}/${name}`) ? 'file' : 'directory' })),
    exists: async (path) => texts.has(path),
    remove: async (path) => void texts.delete(path),
    lock: async () => ({ takenOver: false, release: async () => undefined }),
  };
};
