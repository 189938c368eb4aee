// What a night keeps of a tenant's findings: what wants somebody, without what merely follows from it.
import type { Finding } from '../core/finding.ts';
import type { KeptFinding } from '../core/fleet.ts';
import type { RunDocument } from '../core/record.ts';
import { digestOf } from '../text/digest.ts';
import { pasteLines } from '../text/remedy-text.ts';
import { fingerprint } from './fingerprint.ts';
import { isSilenceOfDns, rootOf } from './root.ts';

const isFine = ({ status }: Finding): boolean => status === 'pass' || status === 'not-applicable';

/** Asked only of a message that was received, or accepted by support: nobody has to do anything about it now. */
const isSettled = (finding: Finding): boolean => finding.openUntilSent === true || finding.limitation !== undefined;

const isOpen = (finding: Finding): boolean => !isFine(finding) && !isSettled(finding) && finding.severity !== 'info';

const identityOf = (key: string, finding: Finding): string => {
  const { check, reason, status, unseen } = finding;
  if (status !== 'inconclusive') return fingerprint(key, check, reason);
  // Several checks of a zone that does not answer are one silence.
  return isSilenceOfDns(finding) ? fingerprint(key, 'unseen', 'dns') : fingerprint(key, 'unseen', unseen ?? check);
};

interface Whose {
  readonly key: string;
  readonly place: string;
}

const remedyKept = (finding: Finding): Pick<KeptFinding, 'fix' | 'paste'> => {
  const paste = pasteLines(finding.remedy);
  return { fix: finding.fix ?? null, ...(paste.length === 0 ? {} : { paste }) };
};

const kept = (finding: Finding, followers: number, document: RunDocument, { key, place }: Whose): KeptFinding => ({
  fingerprint: identityOf(key, finding),
  kind: finding.status === 'inconclusive' ? 'unseen' : 'failing',
  check: finding.check,
  reason: finding.reason,
  status: finding.status,
  severity: finding.severity,
  title: finding.title,
  ...(finding.says === undefined ? {} : { says: finding.says }),
  owner: finding.owner,
  who: finding.who ?? null,
  root: rootOf(finding, document, place),
  followers,
  expected: finding.expected ?? null,
  observed: finding.observed ?? {},
  ...remedyKept(finding),
});

const SEVERITY: readonly Finding['severity'][] = ['blocker', 'warning', 'info'];
const graver = (a: Finding, b: Finding): number => SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity);

/** Gravest first; of several that the same unanswered question leaves open, the gravest. */
export const keptFindings = (document: RunDocument, whose: Whose): readonly KeptFinding[] => {
  const open = document.findings.filter(isOpen).sort(graver);
  const roots = open.filter(({ cause }) => cause === null || !open.some(({ check }) => check === cause));
  const first = new Map<string, Finding>();
  for (const finding of roots) {
    const identity = identityOf(whose.key, finding);
    if (!first.has(identity)) first.set(identity, finding);
  }
  return [...first].map(([identity, finding]) => {
    const same = roots.filter((one) => one !== finding && identityOf(whose.key, one) === identity).length;
    const following = open.filter(({ cause }) => cause === finding.check).length;
    return kept(finding, same + following, document, whose);
  });
};

/** Checks that are neither fine nor kept under their own name. */
export const hiddenChecks = (document: RunDocument, findings: readonly KeptFinding[]): readonly string[] => {
  const told = new Set(findings.filter(({ kind }) => kind === 'failing').map(({ check }) => check));
  return document.findings.filter((one) => !isFine(one) && !isSettled(one) && !told.has(one.check)).map(({ check }) => check);
};

/** Equal when every check came out as before. */
export const findingsDigest = (document: RunDocument): string =>
  digestOf(JSON.stringify(document.findings.map(({ check, status, reason }) => `${check} ${status} ${reason}`).sort()));
