// A night as a digest for a ticket, a chat or a step's summary: the sum, then the gravest, within what these take.
import { plural } from '../../text/plural.ts';
import type { Change } from '../../core/fleet.ts';
import { called } from '../../core/owner.ts';
import { codeBlock, codeSpan, forAnnotation, forAnnotationProperty, forMarkdown } from '../../masking/neutral.ts';
import { type ChangeGroup, groupChanges, groupRemedy, isNews } from './grouped.ts';
import type { NightReport } from './night.ts';
import { CLASS_SAYS, endSays, nightSentence, pulseSentence, tenantsText, whose } from './words.ts';

/** Characters: a comment holds 32,767 in Jira, 65,536 on GitHub. */
const LONGEST = 30_000;
/** GitHub shows ten annotations of each kind in a step. */
const MOST_ANNOTATIONS = 10;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Tue 24 Nov 02:17 UTC` */
const since = (at: string): string => {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  return `${DAYS[date.getUTCDay()] ?? ''} ${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
};

/** What is pasted as a block of its own, within the list's item. */
const remedyLines = (group: ChangeGroup): readonly string[] =>
  groupRemedy(group)
    .flatMap(({ kind, text }) => (kind === 'paste' ? ['', codeBlock(text), ''] : text.split('\n').map(forMarkdown)))
    .flatMap((block) => block.split('\n'))
    .map((line) => (line === '' ? '' : `  ${line}`));

/** A cause with its tenants, its age, its owner and its remedy. */
export const groupBlock = (group: ChangeGroup): string => {
  const { change, tenants } = group;
  const head = `- **${forMarkdown(whose(group))}**: ${CLASS_SAYS[change.class]}${change.expected === null ? '' : ` (expected until ${forMarkdown(change.expected.expires)}, ${codeSpan(change.expected.ticket)})`}`;
  const who = change.class === 'fixed' ? '' : `, ${forMarkdown(called(change.owner, change.who))}`;
  return [
    head,
    `  ${forMarkdown(change.says)}`,
    `  first seen ${since(change.firstSeen.at)}${who}`,
    ...(tenants.length > 1 ? [`  ${forMarkdown(tenantsText(tenants))}`] : []),
    ...(change.weight === 'none' ? [] : remedyLines(group)),
  ].join('\n');
};

/** As many as a comment holds, from the first on. */
export const fitting = (blocks: readonly string[]): readonly string[] => {
  let room = LONGEST;
  return blocks.filter((one) => (room -= one.length + 1) >= 0);
};

/** Ends with a line feed. The worst first; what does not fit is counted. */
export const fleetMarkdown = ({ night, changes }: Pick<NightReport, 'night' | 'changes'>): string => {
  const groups = groupChanges(changes.filter(isNews));
  const shown = fitting(groups.map(groupBlock));
  const still = changes.filter(({ class: kind }) => kind === 'still-failing').length;
  const quiet = [
    ...(still === 0 ? [] : [`${plural(still, 'finding')} still failing`]),
    ...(night.totals.expected === 0 ? [] : [`${night.totals.expected} expected`]),
  ];
  const pulses = pulseSentence(night);
  const compared = night.baseline === null ? 'there is no night to compare with' : `compared with ${night.baseline}`;
  return `${[
    `## Fleet ${forMarkdown(night.fleet)}, night ${forMarkdown(night.name)}`,
    '',
    `${nightSentence(night, changes)} (${forMarkdown(compared)}). ${endSays(night)}`,
    ...(shown.length === 0 ? [] : ['', ...shown]),
    ...(groups.length > shown.length
      ? ['', `… and ${groups.length - shown.length} more; \`certify fleet report --json\` has all.`]
      : []),
    ...(pulses === null ? [] : ['', pulses]),
    ...(quiet.length === 0 ? [] : ['', `${quiet.join(', ')}.`]),
  ].join('\n')}\n`;
};

const kindOf = ({ weight, class: kind }: Change): 'error' | 'warning' | 'notice' => {
  if (weight === 'worse' || weight === 'refused' || weight === 'fault') return 'error';
  return kind === 'fixed' || kind === 'gone' ? 'notice' : 'warning';
};

/** Workflow commands, a line each, the worst first and as many as GitHub shows. Not to be neutralised again: they are commands. */
export const fleetAnnotations = ({ changes, tenants }: Pick<NightReport, 'changes' | 'tenants'>): string => {
  const profiles = new Map(tenants.map(({ key, profile }) => [key, profile]));
  const groups = groupChanges(changes.filter(isNews)).filter(({ change }) => kindOf(change) !== 'notice');
  return groups
    .slice(0, MOST_ANNOTATIONS)
    .map((group) => {
      const { change } = group;
      const profile = change.key === null || group.tenants.length > 1 ? undefined : profiles.get(change.key);
      const at = [
        ...(profile === undefined ? [] : [`file=${forAnnotationProperty(profile)}`]),
        `title=${forAnnotationProperty(`${whose(group)}: ${CLASS_SAYS[change.class]}`)}`,
      ];
      const fix = change.fix === null ? '' : `\n${change.fix}`;
      return `::${kindOf(change)} ${at.join(',')}::${forAnnotation(`${change.says}\n${called(change.owner, change.who)}${fix}`)}\n`;
    })
    .join('');
};
