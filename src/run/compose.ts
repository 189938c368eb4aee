// Composes the document of a run from its context and its journal's state. Pure: the same journal gives the same document.
import type { Decision } from '../core/decision.ts';
import type { JsonValue } from '../core/json.ts';
import type { Provider } from '../core/profile.ts';
import type { RecordedStep, RunDocument } from '../core/record.ts';
import type { Step } from '../core/runbook.ts';
import type { Finding } from '../core/finding.ts';
import { fact } from '../facts/fact.ts';
import { loadedProfile } from '../evidence/seal.ts';
import { AWS_PARTIES, type FactKey, FACTS_VERSION, party } from '../facts/index.ts';
import { questionOf } from './attestations.ts';
import type { LookContext, RunContext } from './context.ts';
import { decide } from './decide.ts';
import { judgeInput } from './findings.ts';
import { judgeAll } from './judgements.ts';
import { modeSeen } from './mode.ts';
import { rulesDigest } from './rules-digest.ts';
import { recordedValues } from './recorded-values.ts';
import { sendState, type RunState } from './state.ts';

/** Core checks of the whole tool for this provider, and those the runbook leaves out or lowers below blocker. */
const coreChecks = (ctx: LookContext): { readonly core: readonly string[]; readonly omitted: readonly string[] } => {
  const named = new Set(ctx.runbook.steps.flatMap((step) => step.checks));
  const { environment, provider } = ctx.subject;
  const all = [...ctx.checks.values()].filter((check) => check.core === true && appliesTo(check.needs, provider));
  const lowered = (id: string): boolean =>
    ctx.runbook.severities.some((one) => one.check === id && one.environment === environment && one.severity !== 'blocker');
  return {
    core: all.map((check) => check.id),
    omitted: all.map((check) => check.id).filter((id) => !named.has(id) || lowered(id)),
  };
};

/** A check on SES's own facts is no core check of an SMTP tenant, and the reverse. */
const appliesTo = (needs: readonly FactKey[], provider: Provider | null): boolean =>
  !needs.map(party).some((one) => (provider === 'SES' ? one === 'smtp' : AWS_PARTIES.has(one)));

/** Sentences that keep an otherwise proven run from a plain CERTIFIED. */
const reservationsOf = (ctx: LookContext, omitted: readonly string[]): readonly string[] => {
  if (ctx.loaded === null) return [];
  const { live, callback, ses } = ctx.loaded.profile;
  return [
    ...(live.via === 'provider' && ses?.globalEndpoint !== undefined
      ? [`certify sent through ${ses.region} alone, not through the global endpoint ${ses.globalEndpoint}`]
      : []),
    ...(live.via === 'provider'
      ? ['certify sent the message itself (live.via: provider), so the platform’s own sending is not proven']
      : []),
    ...(callback.ledger.attest === true ? ['the rows were attested by a person, not read'] : []),
    ...(callback.ledger.embedded === true ? ['the rows are those of the embedded ledger, not the platform’s'] : []),
    ...(omitted.length === 0 ? [] : [`core checks are left out or lowered: ${omitted.join(', ')}`]),
  ];
};

const stepState = (step: Step, state: RunState): RecordedStep['state'] => {
  if (step.kind === 'send' && sendState(state, 'live').withheld !== null) return 'withheld';
  return state.stepsDone.includes(step.id) || step.kind === 'record' ? 'done' : 'not-reached';
};

const recordedStep = (step: Step, state: RunState, findings: readonly Finding[]): RecordedStep => ({
  id: step.id,
  kind: step.kind,
  title: step.title,
  owner: step.owner,
  state: stepState(step, state),
  findings: findings.filter((finding) => finding.step === step.id).map((finding) => finding.check),
  attestation: state.attestations.find((one) => one.id === questionOf(step)?.id)?.id ?? null,
  values: recordedValues(step, state.observations),
});

const runPart = (ctx: LookContext, state: RunState): RunDocument['run'] => {
  const { core, omitted } = coreChecks(ctx);
  return {
    id: state.runId,
    command: ctx.command,
    mode: modeSeen(ctx.mode, state.observations),
    startedAt: state.startedAt,
    finishedAt: state.lastAt,
    certify: ctx.certify,
    facts: FACTS_VERSION,
    rules: rulesDigest(),
    operator: state.operator === '' ? null : state.operator,
    runbook: {
      id: ctx.runbook.id,
      version: ctx.runbook.version,
      digest: ctx.runbook.digest,
      coreChecks: core,
      coreOmitted: omitted,
    },
    environment: ctx.reads.environment,
    rerunOf: ctx.rerunOf,
  };
};

const observationsOf = (state: RunState): RunDocument['observations'] =>
  Object.fromEntries([...state.observations].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** Findings and decision of the state as it is. */
const conclude = (ctx: LookContext, state: RunState): ReturnType<typeof judgeAll> & { readonly decision: Decision } => {
  const judged = judgeAll(judgeInput(ctx, state));
  const decision = decide({
    ...judged,
    mode: modeSeen(ctx.mode, state.observations),
    environment: ctx.subject.environment,
    provider: ctx.loaded === null ? null : ctx.subject.provider,
    part: ctx.part,
    proves: ctx.writes !== null,
    reservations: reservationsOf(ctx, coreChecks(ctx).omitted),
  });
  return { ...judged, decision };
};

/** The document of section 9, before it is sealed. */
export const composeDocument = (ctx: LookContext, state: RunState, evidence: RunDocument['evidence']): RunDocument => {
  const extraction = ctx.loaded?.profile.extraction;
  const { findings, limitations, decision } = conclude(ctx, state);
  return {
    schema: 'certify.run/2',
    run: runPart(ctx, state),
    tenant: ctx.subject.tenant,
    environment: ctx.subject.environment,
    provider: ctx.subject.provider,
    decision,
    findings,
    steps: ctx.runbook.steps.map((step) => recordedStep(step, state, findings)),
    attestations: state.attestations.map(({ step: _step, ...given }) => given),
    limitations,
    receipt: sendState(state, 'live').receipt,
    callback: fact(state.observations, 'live.callback')?.deciding ?? null,
    ledger: fact(state.observations, 'live.rows'),
    negatives: state.negatives ?? [],
    observations: observationsOf(state),
    extraction:
      extraction === undefined ? null : { sheet: extraction.sheet, row: extraction.row, ticket: extraction.ticket ?? null },
    evidence,
  };
};

/** The profile as loaded, for the record: references, no values; masked like everything else. */
export const profileForRecord = (ctx: RunContext): JsonValue => ctx.mask(loadedProfile(ctx.loaded.profile));
