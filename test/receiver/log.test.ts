import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/receiver/log.ts';

const line = { endpoint: 'ses', accounts: ['main'], status: 200, reason: null, durationMs: 1 } as const;

describe('the receiver’s log', () => {
  it('says that a line was held back, and nothing of it', () => {
    const written: string[] = [];
    const log = createLog({
      write: (text) => {
        if (text.includes('canary-7f')) throw new Error('a secret');
        written.push(text);
      },
    });
    log.callback({ ...line, detail: 'canary-7f' });
    log.callback(line);
    expect(written.length).toBe(2);
    expect(written[0]).toMatch(/held back/);
    expect(JSON.parse(written[1] ?? '')).toMatchObject({ endpoint: 'ses', status: 200 });
    expect(written.join('')).not.toContain('canary-7f');
  });

  it('costs nobody an answer where nothing can be written', () => {
    const log = createLog({
      write: () => {
        throw new Error('ENOSPC');
      },
    });
    expect(() => {
      log.callback(line);
      log.fault('fault', new Error('x'));
    }).not.toThrow();
  });
});
