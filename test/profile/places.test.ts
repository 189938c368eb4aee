import { describe, expect, it } from 'vitest';
import { modeOf } from '../../src/run/mode.ts';
import { placesOf } from '../../src/profile/places.ts';
import { senderOf } from '../../src/profile/sender.ts';
import { changed, load, refusalOf, SES, SMTP } from './source.ts';

const behind = (host: string, ses: string): string =>
  changed(changed(SMTP, 'smtp.relay.example', host), '  ses: null', `  ses: ${ses}`);
const KEY = 'aws: {probe: {accessKeyId: AKIAEXAMPLEEXAMPLE34, secretAccessKey: "env:CERTIFY_X"}}\n';

describe('the SES that serves a tenant', () => {
  it('is its own, or none for an ordinary relay', () => {
    expect(placesOf(load(SES).profile).ses).toMatchObject({ region: 'ap-south-1', endpoints: {} });
    expect(placesOf(load(SMTP).profile).ses).toBeNull();
  });

  it('stands in the account of the role that looks, else of the topic', () => {
    const role = 'aws: {probe: {roleArn: arn:aws:iam::444455556666:role/certify}}\n';
    const accountIn = (text: string) => placesOf(load(text).profile).ses?.account;
    expect(accountIn(SES)).toBe('111122223333');
    expect(accountIn(SES.replace(/^aws:\n(?: .*\n)+/m, role))).toBe('444455556666');
  });

  it('is the one behind SES’s SMTP interface, in the region that the host or the profile names', () => {
    const { profile } = load(behind('email-smtp.eu-west-1.amazonaws.com', '{configurationSet: squareos-main}'));
    expect(profile.smtp?.ses).toEqual({ region: 'eu-west-1', configurationSet: 'squareos-main' });
    expect(placesOf(profile).ses).toEqual({ region: 'eu-west-1', endpoints: {}, account: null });
    expect(profile.aws).toEqual({ probe: {} });
    expect(placesOf(load(behind('relay.example', '{region: ap-south-1}')).profile).ses?.region).toBe('ap-south-1');
  });

  it('names tenant and identity of another account as sends do, the identity in the region that sends', () => {
    const arn = 'arn:aws:ses:eu-west-1:444455556666:identity/example.com';
    const { profile } = load(behind('email-smtp.eu-west-1.amazonaws.com', `{tenant: main-gym, identityArn: ${arn}}`));
    const named = { tenant: 'main-gym', identityArn: arn };
    expect(placesOf(profile).relay?.ses).toEqual({ configurationSet: null, ...named });
    expect(senderOf(profile).ses).toMatchObject(named);
    const elsewhere = behind('email-smtp.us-east-1.amazonaws.com', `{identityArn: ${arn}}`);
    expect(refusalOf(elsewhere).message).toContain('`smtp.ses.identityArn` names an identity in eu-west-1');
  });

  it('must have a region', () => {
    expect(refusalOf(behind('relay.example', '{configurationSet: x}')).message).toContain('`smtp.ses.region` is missing');
  });

  it('makes the run a lab run where its endpoints are not AWS’s', () => {
    const host = 'email-smtp.eu-west-1.amazonaws.com';
    expect(modeOf(placesOf(load(behind(host, '{}')).profile))).toBe('live');
    expect(modeOf(placesOf(load(`${behind(host, '{endpoints: {sesv2: "https://ses.example"}}')}${KEY}`).profile))).toBe('lab');
  });
});

describe('the access key that a tenant sends with', () => {
  const named = (username: string, ses: string): string =>
    changed(behind('email-smtp.eu-west-1.amazonaws.com', ses), 'username: apikey', `username: ${username}`);

  it('is the user name of SES’s SMTP interface, where aws.send names none', () => {
    expect(senderOf(load(named('AKIAEXAMPLEEXAMPLE12', '{}')).profile).accessKey?.id).toBe('AKIAEXAMPLEEXAMPLE12');
    expect(senderOf(load(named('apikey', '{}')).profile).accessKey).toBeNull();
    expect(senderOf(load(named('AKIAEXAMPLEEXAMPLE12', 'null')).profile).accessKey).toBeNull();
  });
});
