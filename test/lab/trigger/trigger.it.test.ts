// `certify lab trigger`: what it posts is taken by a receiver that trusts the lab, and refused where it is forged.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trigger, TRIGGER_EVENTS } from '../../../src/lab/trigger/trigger.ts';
import { startEndpoint } from '../endpoint.ts';
import { started, type StartedLab, TOPIC } from '../sdk.ts';

let world: StartedLab;
let to: string;

beforeAll(async () => {
  world = await started('healthy-ses');
  to = `${world.lab.endpoints.callback}?token=${world.lab.secrets['verify-token'] ?? ''}`;
});
afterAll(() => world.end());

const answer = (event: string, given: object = {}) =>
  trigger({ event, to, stateDir: world.directory, topicArn: TOPIC, ...given });

describe('a triggered message', () => {
  it.each(TRIGGER_EVENTS.filter((name) => !name.startsWith('smtp-') && !name.endsWith('-confirmation')))(
    '%s is signed so that the receiver takes it',
    async (event) => {
      const taken = await answer(event);
      expect([taken.status, JSON.parse(taken.body)]).toMatchObject([200, { success: true, errors: 0 }]);
    },
  );

  it.each(['1', '2'] as const)('takes signature version %s, and the feedback form', async (signatureVersion) => {
    expect((await answer('bounce', { signatureVersion, feedbackForm: true })).status).toBe(200);
  });

  it.each(['signature', 'message', 'topic', 'certificate-host', 'raw'] as const)(
    'is refused when forged by %s',
    async (forgery) => {
      expect((await answer('delivery', { forgery })).status).toBe(403);
    },
  );

  it('is refused with the wrong token, and for another topic', async () => {
    expect((await answer('delivery', { forgery: 'token' })).status).toBe(401);
    expect((await answer('delivery', { topicArn: `${TOPIC}-other` })).status).toBe(403);
  });

  it('keeps its certificate from call to call, as files a webhook can be given', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'lab-'));
    const hook = await startEndpoint();
    try {
      const ask = () => trigger({ event: 'delivery', to: hook.url, stateDir: directory, topicArn: TOPIC });
      const [first, second] = [await ask(), await ask()];
      expect(second.certificate).toEqual(first.certificate);
      expect(readFileSync(first.certificate?.file ?? '', 'utf8')).toContain('BEGIN CERTIFICATE');
      expect(hook.posts).toHaveLength(2);
      expect(hook.posts[0]?.body).toBe(first.posted.body);
    } finally {
      await hook.stop();
      rmSync(directory, { recursive: true });
    }
  });

  it('carries an adapter callback for SMTP', async () => {
    const hook = await startEndpoint(() => 422);
    try {
      const said = await trigger({
        event: 'smtp-bounced',
        to: hook.url,
        stateDir: world.directory,
        topicArn: TOPIC,
        messageId: 'D863060BD9',
      });
      expect(said.status).toBe(422);
      expect(JSON.parse(hook.posts[0]?.body ?? '')).toMatchObject({ providerMessageId: 'D863060BD9', event: 'hard_bounce' });
    } finally {
      await hook.stop();
    }
  });

  it('goes to loopback only, and knows its events', async () => {
    expect(await answer('delivery', { to: 'https://api.squareos.example/hook' })).toMatchObject({
      status: null,
      error: 'not-loopback',
    });
    await expect(answer('delivered')).rejects.toThrow(/no such event: delivered; there are send, delivery/);
  });
});
