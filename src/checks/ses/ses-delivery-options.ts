// How SES hands the mail over: encrypted, for long enough, and without dropping addresses by its own guess.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { AddressValidation, ConfigurationSetDetail } from '../../facts/ses.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';

const reasons = {
  'gives-up-early': { status: ['warn'], says: 'SES gives up before a receiver that greylists would take the message.' },
  'no-reputation-metrics': {
    status: ['warn'],
    says: 'SES counts no bounce and complaint rate of the configuration set on its own.',
  },
  'address-validation': { status: ['warn'], says: 'SES drops addresses that it does not trust, without sending.' },
  'tls-where-offered': {
    status: ['pass'],
    says: 'SES encrypts where the receiver offers TLS, and sends unencrypted where it does not.',
  },
  'no-configuration-set': { status: ['not-applicable'], says: 'No configuration set applies to the sender.' },
} as const satisfies Reasons;

type Fault = Pick<Judgement<keyof typeof reasons | EngineReason>, 'status' | 'reason' | 'expected' | 'remedy'>;

/** Receivers that greylist take a message at the second try, most often within the hour. */
const LONG_ENOUGH = 3600;

const validationFault = (validation: AddressValidation | null, ofSet: string | null): Fault | null => {
  if (validation?.enabled !== 'ENABLED') return null;
  const whose = ofSet === null ? 'the account' : `the configuration set ${ofSet}`;
  const say = `Turn address validation of ${whose} off, or have the gym’s owner agree to it: with it an invoice to an address below the threshold ${validation.threshold ?? ''} is never sent, and comes back as a bounce.`;
  return {
    status: 'warn',
    reason: 'address-validation',
    expected: 'SES sends to every address that the platform gives it, or somebody has agreed that it does not.',
    remedy: [{ say: say.replace(/ +/g, ' ') }],
  };
};

const setFault = (name: string, detail: ConfigurationSetDetail, region: string): Fault | null => {
  const at = `--configuration-set-name ${name} --region ${region}`;
  const { maxDeliverySeconds, tlsPolicy } = detail;
  if (maxDeliverySeconds !== null && maxDeliverySeconds < LONG_ENOUGH) {
    const say = `Let SES try for longer than ${maxDeliverySeconds} seconds: a receiver that greylists takes a message only at a later try. Leave the limit out unless the mail is worthless afterwards.`;
    const command = `aws sesv2 put-configuration-set-delivery-options ${at} --tls-policy ${tlsPolicy ?? 'OPTIONAL'} --max-delivery-seconds 50400`;
    return { status: 'warn', reason: 'gives-up-early', expected: 'SES tries for at least an hour.', remedy: [{ say, command }] };
  }
  if (detail.reputationMetrics === false) {
    const say = `Turn the reputation metrics of ${name} on: without them only the rates of the whole account are told, and nobody sees which set spoils them.`;
    const command = `aws sesv2 put-configuration-set-reputation-options ${at} --reputation-metrics-enabled`;
    const expected = 'SES publishes bounce and complaint rate of the configuration set to CloudWatch.';
    return { status: 'warn', reason: 'no-reputation-metrics', expected, remedy: [{ say, command }] };
  }
  return null;
};

/** A word that is not known promises nothing (SES API reference, DeliveryOptions: OPTIONAL where nothing is said). */
const TLS_POLICIES: readonly (string | null)[] = ['REQUIRE', 'OPTIONAL', null];

/** What SES did not tell in a way that is known, as `cannotJudge` says it; null: all is. */
const untoldIn = (name: string, { tlsPolicy, reputationMetrics }: ConfigurationSetDetail): string | null => {
  if (!TLS_POLICIES.includes(tlsPolicy)) return `whether ${name} sends over TLS alone`;
  return reputationMetrics === null ? `whether the reputation metrics of ${name} are on` : null;
};

export const sesDeliveryOptions = defineCheck({
  id: 'ses-delivery-options',
  title: 'SES tries for long enough, drops no address by its own guess, and counts what the set’s mail comes to',
  severity: 'warning',
  why: 'These settings decide whether an invoice reaches a slow or cautious receiver at all, and how it travels there.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeliveryOptions.html',
    'https://docs.aws.amazon.com/ses/latest/dg/email-validation.html',
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReputationOptions.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeliveryOptions.html': ['gives-up-early', 'tls-where-offered'],
    'https://docs.aws.amazon.com/ses/latest/dg/email-validation.html': ['address-validation'],
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReputationOptions.html': ['no-reputation-metrics'],
  },
  needs: ['ses.configurationSet', 'ses.account'],
  evaluate(facts) {
    const { name, detail } = facts['ses.configurationSet'].value;
    const account = facts['ses.account'].value;
    const set = detail?.state === 'observed' ? detail.value : null;
    const observed = {
      configurationSet: name,
      tlsPolicy: set?.tlsPolicy ?? null,
      maxDeliverySeconds: set?.maxDeliverySeconds ?? null,
      reputationMetrics: set?.reputationMetrics ?? null,
      optimizedSharedDelivery: set?.vdm?.optimizedSharedDelivery ?? account.vdm?.optimizedSharedDelivery ?? null,
      validation: set?.validation ?? account.validation,
    };
    const ofSet = set === null || set.validation === null ? null : name;
    const fault =
      validationFault(set?.validation ?? account.validation, ofSet) ??
      (set === null || name === null ? null : setFault(name, set, account.region));
    if (fault !== null) return { ...fault, observed };
    const untold = set === null || name === null ? null : untoldIn(name, set);
    if (untold !== null) return cannotJudge(untold, observed);
    if (set !== null) return { status: 'pass', reason: set.tlsPolicy === 'REQUIRE' ? 'ok' : 'tls-where-offered', observed };
    if (name === null || detail === null || detail.state === 'observed' || detail.state === 'absent') {
      return { status: 'not-applicable', reason: 'no-configuration-set' };
    }
    return partlyObserved(`The configuration set ${name}`, detail, 'ses.configurationSet');
  },
});
