// The platform's side of the lab: forged callbacks are refused, the stand-in sends once per order, the rows follow.
import https from 'node:https';
import type { RunningLab } from '../../src/lab/lab.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/lab/scenario/scenario.ts';
import { root, SEND, sendAs, started, type StartedLab, worldWith } from './sdk.ts';

const open: StartedLab[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.end();
});
const inScenario = async (name: string): Promise<RunningLab> => {
  const one = await started(name);
  open.push(one);
  return one.lab;
};

const ask = (
  lab: RunningLab,
  method: string,
  url: string,
  headers: { readonly [name: string]: string },
  body?: object,
): Promise<{ status: number; json: unknown }> =>
  new Promise((resolve, reject) => {
    const request = https.request(
      url,
      { method, ca: lab.caPem, agent: false, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, json: text === '' ? null : JSON.parse(text) }));
      },
    );
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });

const origin = (lab: RunningLab): string => new URL(lab.endpoints.callback).origin;
const bearer = (lab: RunningLab, name: string): { readonly authorization: string } => ({
  authorization: `Bearer ${lab.secrets[name] ?? ''}`,
});

describe('forged callbacks', () => {
  it('are all refused before the genuine one is taken', async () => {
    const lab = await inScenario('ses-forged-callback-first');
    await sendAs(lab, SEND);
    await expect.poll(() => lab.aws?.deliveries.settled.map((one) => one.result), { timeout: 40_000 }).toEqual(['200', '200']);
    expect(lab.aws?.deliveries.forged.map((one) => one.result)).toEqual(['403', '403', '403', '403', '401', '403']);
  });
});

describe('the stand-in', () => {
  it('sends once for one idempotency key, and registers before and after', async () => {
    const lab = await inScenario('healthy-ses-squareos');
    const order = { nonce: 'run-000001', recipient: 'ops@example.com' };
    const first = await ask(lab, 'POST', lab.endpoints.squareos, { 'idempotency-key': 'run-1' }, order);
    expect(first).toEqual({ status: 202, json: { success: true, status: 'sent', nonce: 'run-000001' } });
    expect(await ask(lab, 'POST', lab.endpoints.squareos, { 'idempotency-key': 'run-1' }, order)).toEqual(first);
    expect(lab.messages()).toHaveLength(1);
    expect(lab.messages()[0]).toMatchObject({ configurationSet: 'squareos-main', tags: { 'certify-run': ['run-000001'] } });
    expect(lab.messages()[0]?.subject).toContain('run-000001');
    await expect
      .poll(() => lab.aws?.deliveries.settled.map((one) => one.result), { timeout: 40_000 })
      .toEqual(['200', '200', '200']);
    const again = await ask(
      lab,
      'PUT',
      `${origin(lab)}/engagement/email/attempts/run-000001`,
      bearer(lab, 'ledger-write-token'),
      {
        recipient: 'ops@example.com',
        channel: 'ses',
        providerMessageId: lab.messages()[0]?.messageId,
      },
    );
    expect(again.status).toBe(200);
  });

  it('finds the nonce that a person put into the subject', async () => {
    const lab = await inScenario('healthy-ses-squareos');
    const order = { subject: 'Test of the new provider (run-000002)', to: 'ops@example.com' };
    expect((await ask(lab, 'POST', lab.endpoints.squareos, {}, order)).json).toMatchObject({ nonce: 'run-000002' });
    expect((await ask(lab, 'POST', lab.endpoints.squareos, {}, { to: 'ops@example.com' })).status).toBe(422);
  });
});

describe('the receiver of the lab', () => {
  it('confirms a subscription that SNS asks it to confirm, and hears events then', async () => {
    const subscriptions = [{ topic: 'squareos-email', endpoint: '{{callback}}?token={{verifyToken}}', state: 'subscribe' }];
    const one = await started(worldWith({ region: { subscriptions } }));
    open.push(one);
    const pending = (): boolean =>
      [...(one.lab.aws?.cloud.subscriptions.values() ?? [])].some((subscription) => subscription.pending);
    await expect.poll(pending, { timeout: 40_000 }).toBe(false);
    await sendAs(one.lab, SEND);
    await expect
      .poll(() => one.lab.aws?.deliveries.settled.map((post) => post.result), { timeout: 40_000 })
      .toEqual(['200', '200', '200']);
  });
});

describe('a weak webhook', () => {
  it.each([
    ['ses-webhook-ignores-signature', ['200', '200', '403', '200', '401', '403']],
    ['ses-webhook-trusts-everything', ['200', '200', '200', '200', '200', '403']],
    ['ses-webhook-reads-json-only', ['400', '400', '400', '400', '400', '400']],
  ] as const)('%s takes what a strict one refuses', async (name, answers) => {
    const forged = loadScenario(root, 'ses-forged-callback-first');
    const one = await started({ ...loadScenario(root, name), events: forged.events });
    open.push(one);
    await sendAs(one.lab, SEND);
    await expect.poll(() => one.lab.aws?.deliveries.settled.length, { timeout: 40_000 }).toBe(2);
    expect(one.lab.aws?.deliveries.forged.map((post) => post.result)).toEqual(answers);
  });
});
