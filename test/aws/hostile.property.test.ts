import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArn } from '../../src/aws/arn.ts';
import { isAwsEndpoint, nearestRegion, sesRegion } from '../../src/aws/region.ts';
import { parsePolicy } from '../../src/aws/policy/policy.ts';
import { wildcardMatches } from '../../src/aws/policy/match.ts';
import { shownEndpoint } from '../../src/aws/sns/endpoint.ts';
import { accessKeyForm } from '../../src/aws/access-key.ts';
import { filterPasses } from '../../src/aws/sns/filter-policy.ts';
import { sesMay } from '../../src/aws/policy/ses-publish.ts';

const source = { account: '111122223333', sourceArn: 'arn:aws:ses:ap-south-1:111122223333:configuration-set/x' };

describe('text from outside', () => {
  it('never makes a parser throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        parseArn(text);
        sesRegion(text);
        nearestRegion(text.slice(0, 30));
        isAwsEndpoint(text);
        accessKeyForm(text);
        shownEndpoint(text);
        filterPasses(text, { eventType: 'Delivery' });
        const policy = parsePolicy(text);
        if (policy !== null) sesMay(policy, 'sns:Publish', 'arn:aws:sns:r:1:t', source);
      }),
    );
  });

  it('never makes a policy of any shape throw', () => {
    const value = fc.oneof(
      fc.string(),
      fc.constant('*'),
      fc.array(fc.string(), { maxLength: 3 }),
      fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
    );
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Principal: value,
      Action: value,
      Resource: value,
      Condition: fc.dictionary(fc.constantFrom('StringLike', 'ArnEquals', 'Null', 'Odd'), fc.dictionary(fc.string(), value)),
    });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 3 }), (statements) => {
        const policy = parsePolicy(JSON.stringify({ Statement: statements }));
        expect(policy).not.toBeNull();
        sesMay(policy ?? [], 'sns:Publish', 'arn:aws:sns:r:1:t', source);
      }),
    );
  });

  it('never shows the token of an endpoint', () => {
    const token = fc.stringMatching(/^[A-Za-z0-9]{12,24}$/);
    fc.assert(
      fc.property(token, fc.webPath(), (secret, path) => {
        expect(shownEndpoint(`https://api.example.com${path}?token=${secret}`).text).not.toContain(secret);
        expect(shownEndpoint(`https://user:${secret}@api.example.com${path}`).text).not.toContain(secret);
      }),
    );
  });

  it('matches a wildcard as a plain reading of it does', () => {
    const plain = (pattern: string, text: string): boolean => {
      if (pattern === '') return text === '';
      if (pattern[0] === '*') return plain(pattern.slice(1), text) || (text !== '' && plain(pattern, text.slice(1)));
      return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && plain(pattern.slice(1), text.slice(1));
    };
    const letters = fc.stringMatching(/^[ab*?]{0,7}$/);
    const texts = fc.stringMatching(/^[ab]{0,8}$/);
    fc.assert(fc.property(letters, texts, (pattern, text) => wildcardMatches(pattern, text) === plain(pattern, text)));
  });
});
