// How a line ends where it ends with other than 0, and why: the page shows a look that finds something.
const ENDS: readonly (readonly [page: string, command: RegExp, exit: number, why: string])[] = [
  ['README.md', /^certify ses lab\.yaml$/, 3, 'the account is in the sandbox'],
  ['docs/commands/check.md', /^certify check (?:main-)?gym\.yaml|--from/, 1, 'a DKIM record is missing'],
  ['docs/commands/check.md', /--scenario ses-sandbox$/, 3, 'the account is in the sandbox'],
  ['docs/commands/lab-list.md', /--scenario ses-sandbox$/, 3, 'the account is in the sandbox'],
  ['docs/commands/fields.md', /--compare/, 1, 'the export is another gym’s'],
  ['docs/commands/fleet-check.md', /--lab/, 1, 'the lab’s fleet has tenants with faults'],
  ['docs/fleet.md', /--lab --tenants \d+$/, 1, 'the lab’s fleet has tenants with faults'],
  ['docs/commands/provision-ses.md', /gym\.yaml$/, 3, 'changes are pending'],
  ['docs/provision.md', /^certify provision ses gym\.yaml$/, 3, 'changes are pending'],
  [
    'docs/commands/provision-ses.md',
    /--scenario ses-set-missing/,
    1,
    'what the account needs besides is told by the check at the end',
  ],
  ['docs/commands/dns.md', /--ip/, 1, 'SPF refuses that client'],
  ['docs/dns.md', /--ip/, 1, 'SPF refuses that client'],
  ['docs/dns.md', /plus-all\.example/, 1, 'one of the domains lets everybody send'],
  ['docs/commands/receiver-dead-letters-replay.md', /replay/, 1, 'the letter is of a message that nobody sent'],
  ['docs/evidence.md', /--trust evidence\.pub$/, 1, 'an older record there is signed with another key'],
  ['docs/receiver.md', /replay \S+ --config/, 1, 'the letter is of a message that nobody sent'],
  ['docs/first-certification.md', /ses-dkim-one-missing/, 1, 'a DKIM record is missing'],
  ['docs/templates.md', /ses-templates-broken/, 1, 'the templates are broken'],
];

type Row = (typeof ENDS)[number];

const rowOf = (page: string, command: string): Row | null => ENDS.find(([of, line]) => of === page && line.test(command)) ?? null;

export const endOf = (page: string, command: string): number => rowOf(page, command)?.[2] ?? 0;

/** Rows that no line of a page is meant by. */
export const idleRows = (typed: readonly { readonly page: string; readonly command: string }[]): readonly Row[] =>
  ENDS.filter((row) => !typed.some(({ page, command }) => rowOf(page, command) === row));
