// The decision of `certify message` in words about the message: nobody is certified by it.
import type { Decision, NextAction } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import type { RunDocument } from '../core/record.ts';
import { fact } from '../facts/fact.ts';
import { actText } from '../text/remedy-text.ts';
import { openQuestions } from './decide.ts';

const mends = ({ status }: Finding): boolean => status === 'fail' || status === 'warn';

const nextFor = (finding: Finding): NextAction => {
  const [act] = finding.remedy;
  return {
    action: act === undefined ? finding.title : actText(act),
    owner: act?.owner ?? finding.owner,
    retryAt: finding.retryAt ?? null,
    act: act ?? null,
  };
};

/** `proven by …`: what stands behind a message that is in order. */
const proofOf = ({ findings, observations }: RunDocument): string => {
  const from = fact(observations, 'message.header')?.from[0]?.domain ?? 'its From domain';
  const aligned = findings.find(({ check }) => check === 'inbox-aligned');
  if (aligned?.status !== 'pass') return `Nothing found stands against the message from ${from}.`;
  return `The message is authenticated as mail of ${from}: DMARC passes.`;
};

const readyWords = (document: RunDocument): Pick<Decision, 'why' | 'next'> => {
  const { findings } = document;
  const open = findings.filter(mends);
  const first = open.find(({ cause }) => cause === null) ?? open[0];
  const questions = openQuestions(findings);
  if (first === undefined) {
    const next: NextAction = { action: 'Nothing has to change.', owner: 'support', retryAt: null, act: null };
    return { why: `${proofOf(document)}${questions}`, next };
  }
  const things = open.length === 1 ? 'One thing is' : `${open.length} things are`;
  return { why: `${proofOf(document)} ${things} worth mending.${questions}`, next: nextFor(first) };
};

const openWhy = ({ outcome, blockers }: Decision): string =>
  outcome === 'NOT_CERTIFIED'
    ? `The message does not show what it should: ${blockers.join(', ')}.`
    : `Not every answer that decides came: ${blockers.join(', ')}.`;

/** The same document, its decision worded for somebody who holds a message. */
export const aboutMessage = (document: RunDocument): RunDocument => {
  const { decision } = document;
  const words = decision.outcome === 'READY' ? readyWords(document) : { why: openWhy(decision) };
  return { ...document, run: { ...document.run, runbook: null }, decision: { ...decision, ...words } };
};
