import { describe, expect, test } from 'vitest';
import { smtpTlsMode } from '../../../src/checks/smtp/smtp-tls-mode.ts';
import { toldBy } from '../told-by.ts';
import { endedAt, notAsked, observed, session } from './builders.ts';

type Given = Parameters<typeof smtpTlsMode.evaluate>[0];
const judge = (one = session(), other: Given['smtp.otherMode'] = notAsked, offers: Given['smtp.tlsOffers'] = notAsked) =>
  toldBy(smtpTlsMode, smtpTlsMode.evaluate({ 'smtp.session': observed(one), 'smtp.otherMode': other, 'smtp.tlsOffers': offers }));
const tried = (port: number, secure: boolean, works: boolean): Given['smtp.otherMode'] =>
  observed({ tried: [{ port, secure, works, session: session({ port, secure }) }] });

describe('smtp-tls-mode', () => {
  test('passes when a TLS session came about', () => {
    expect(judge()).toMatchObject({ status: 'pass', observed: { mode: 'STARTTLS', port: 587 } });
  });

  test('names `secure` when implicit TLS meets a STARTTLS port', () => {
    const one = endedAt('tls', { error: 'ERR_SSL_WRONG_VERSION_NUMBER' }, { secure: true });
    const judgement = judge(one, tried(587, false, true));
    expect(judgement).toMatchObject({
      status: 'fail',
      reason: 'starttls-port',
      expected: '`smtp.secure: false` with `smtp.port: 587`.',
    });
    expect(judgement.fix).toContain('smtp.secure: false');
  });

  test('names `secure` when a clear greeting is awaited on a TLS port', () => {
    const judgement = judge(endedAt('greeting', { error: 'TIMEOUT' }, { port: 465 }), tried(465, true, true));
    expect(judgement).toMatchObject({ status: 'fail', reason: 'implicit-tls-port' });
    expect(judgement.fix).toContain('smtp.secure: true');
  });

  test('names `port` when another port answers', () => {
    const judgement = judge(endedAt('connect', { error: 'ETIMEDOUT' }, { port: 25 }), tried(587, false, true));
    expect(judgement).toMatchObject({ status: 'fail', reason: 'other-port-works' });
    expect(judgement.fix).toContain('smtp.port: 587');
  });

  test.each([
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls-too-old'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'tls-too-old'],
    ['ECONNRESET', 'handshake-failed'],
  ])('tells a handshake that fails with %s: %s', (error, reason) => {
    expect(judge(endedAt('tls', { error }), tried(587, true, false))).toMatchObject({ status: 'fail', reason });
  });

  test('says of both modes only where both were tried, and whose word an alert is', () => {
    const alert = endedAt('tls', { error: 'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR' });
    expect(judge(alert, tried(587, true, false)).fix).toMatch(/fails in both modes.*an alert of its own/);
    expect(judge(alert).fix).not.toContain('both modes');
    expect(judge(endedAt('tls', { error: 'ECONNRESET' })).fix).not.toContain('alert');
  });

  test('tells a port that only speaks clear text from a handshake that fails', () => {
    const one = endedAt('tls', { error: 'ERR_SSL_WRONG_VERSION_NUMBER' }, { secure: true });
    const clear = endedAt('starttls', { error: 'STARTTLS_NOT_OFFERED' }, { secure: false });
    const other = observed({ tried: [{ port: 587, secure: false, works: false, session: clear }] });
    expect(judge(one, other)).toMatchObject({ status: 'fail', reason: 'clear-text-port' });
    const ssh = { ...endedAt('greeting', { error: 'NOT_SMTP' }), banner: 'x' };
    const stages = ssh.stages.map((stage) =>
      stage.error === null ? stage : { ...stage, detail: 'It begins with “SSH-2.0-x”.' },
    );
    const foreign = observed({ tried: [{ port: 587, secure: false, works: false, session: { ...ssh, stages } }] });
    expect(judge(one, foreign)).toMatchObject({ status: 'inconclusive', follows: ['smtp-reachable'] });
  });

  test('names a client certificate that is demanded, after the handshake or in it', () => {
    const late = endedAt('greeting', { error: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }, { secure: true });
    expect(judge(late)).toMatchObject({ status: 'fail', reason: 'client-certificate-demanded' });
    // As Postfix says it, having completed the handshake.
    const said = endedAt('ehlo-after-tls', { reply: '421 4.7.1 gym Error: No client certificate presented' });
    expect(judge(said)).toMatchObject({ status: 'fail', reason: 'client-certificate-demanded' });
    expect(judge(said).fix).toContain('No client certificate presented');
    const offers = observed({ offers: [{ offer: 'TLSv1.2', accepted: false, detail: '', demandsCertificate: true as const }] });
    const early = endedAt('tls', { error: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' });
    expect(judge(early, notAsked, offers)).toMatchObject({ status: 'fail', reason: 'client-certificate-demanded' });
  });

  test('cannot judge when nothing answered anywhere', () => {
    expect(judge(endedAt('connect', { error: 'ECONNREFUSED' }), tried(465, true, false))).toMatchObject({
      status: 'inconclusive',
      reason: 'cannot-judge',
      observed: { stage: 'connect' },
    });
  });
});
