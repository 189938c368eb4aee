// SNS signs the topic's messages with SHA-256.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { SIGNATURE_VERSION } from '../../aws/desired/account.ts';
import { defineCheck } from '../check.ts';
import { TOPIC_MISSING } from './topic-missing.ts';
import { snsCommand } from './sns-command.ts';

const reasons = {
  'no-topic': TOPIC_MISSING,
  sha1: { status: ['warn'], says: 'SNS signs the topic’s messages with SHA-1 (version 1).' },
  'unknown-version': { status: ['warn'], says: 'The topic’s signature version is one that is not known here.' },
} as const satisfies Reasons;

export const snsSignatureVersion = defineCheck({
  id: 'sns-signature-version',
  title: 'SNS signs the topic’s messages with SHA-256 (signature version 2)',
  severity: 'warning',
  why: 'Version 1 is SHA-1, which auditors object to and some runtimes refuse to verify.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html'],
  reasons,
  needs: ['sns.topic'],
  evaluate(facts): Judgement<keyof typeof reasons | EngineReason> {
    const seen = facts['sns.topic'];
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-topic' };
    const { arn, signatureVersion } = seen.value;
    const observed = { arn, signatureVersion };
    if (signatureVersion === SIGNATURE_VERSION) return { status: 'pass', reason: 'ok', observed };
    return {
      status: 'warn',
      // AWS documents a missing attribute as version 1.
      reason: signatureVersion === null || signatureVersion === '1' ? 'sha1' : 'unknown-version',
      observed,
      expected: 'The topic’s SignatureVersion is 2.',
      remedy: [
        {
          say: 'Once SquareOS is known to verify version 2, have SNS sign with SHA-256:',
          command: snsCommand(
            `set-topic-attributes --topic-arn ${arn} --attribute-name SignatureVersion --attribute-value 2`,
            arn,
          ),
        },
      ],
    };
  },
});
