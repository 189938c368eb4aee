// Whose client and whose MAIL FROM SPF is evaluated for: what the receiver wrote, and nobody else.
import { describe, expect, it } from 'vitest';
import { BARE, received, RECEIVED } from '../../fakes/messages.ts';
import { observe } from '../../checks/message/judge.ts';

const told = async (message: string): Promise<unknown> => {
  const seen = (await observe(message)).get('message.spf');
  return seen?.state === 'observed' ? seen.value : seen?.state;
};

const withoutPath = RECEIVED.replace(/Return-Path: [^\r]*\r\n/, '');

describe('message.spf', () => {
  it('takes Return-Path, and the client of the border', async () => {
    expect(await told(received())).toMatchObject({
      client: '198.51.100.7',
      helo: 'out.mail.example.com',
      domain: 'mail.example.com',
      from: 'return-path',
      evaluation: { result: 'pass' },
    });
  });

  it('takes what the receiver says that it evaluated, or wrote into Received, where there is no Return-Path', async () => {
    const said = 'Authentication-Results: mx.receiver.example; spf=pass smtp.mailfrom=mail.example.com\r\n';
    const written = withoutPath.replace('id 4Xyz', '(envelope-from <bounce@mail.example.com>) id 4Xyz');
    expect(await told(withoutPath + said + BARE)).toMatchObject({ domain: 'mail.example.com', from: 'results' });
    expect(await told(written + BARE)).toMatchObject({ domain: 'mail.example.com', from: 'received' });
  });

  it('takes no Return-Path that the sender wrote', async () => {
    expect(await told(withoutPath + BARE.replace('MIME-Version', 'Return-Path: <a@mail.example.com>\r\nMIME-Version'))).toBe(
      'skipped',
    );
  });

  it('takes the HELO name for the null sender', async () => {
    expect(await told(received().replace('<bounce@mail.example.com>', '<>'))).toMatchObject({
      domain: '',
      evaluation: { domain: 'out.mail.example.com' },
    });
  });

  it('is not evaluated for a client that nobody told, or that lies within the receiver’s house', async () => {
    for (const message of [BARE, received().replace('198.51.100.7', '10.0.0.7'), received().replace(' [198.51.100.7]', '')]) {
      expect(await told(message)).toBe('skipped');
    }
  });
});
