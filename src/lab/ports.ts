// The ports of the last start, taken again where they are free.
import type { LabState } from './state.ts';

export interface Ports {
  preferred(name: string): number;
  used(name: string, port: number): void;
}

export const rememberedPorts = (state: LabState): Ports => {
  const known: { [name: string]: number } = { ...(state.settings.get('ports') as { [name: string]: number } | undefined) };
  return {
    preferred: (name) => known[name] ?? 0,
    used: (name, port) => {
      if (known[name] === port) return;
      known[name] = port;
      state.settings.set({ ports: { ...known } });
    },
  };
};

/** Starts with the preferred port, and with any when that one is taken. */
export const withPort = async <T>(preferred: number, start: (port: number) => Promise<T>): Promise<T> => {
  try {
    return await start(preferred);
  } catch (error) {
    if (preferred === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return start(0);
  }
};
