// What is not typed in the tests of the pages, by how the line begins, and why: each must still stand on some page.
export const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^aws /, 'needs the AWS CLI and an account'],
  [/^npm |^\.ci\/run|^npx oxlint|^node bench\//, 'builds, tests or measures the checkout itself: package.it.test.ts, .ci/run'],
  [/^node scripts\/new-check\.mjs/, 'writes into the checkout: test/scripts'],
  [/^source <\(|\| source$/, 'a shell of one’s own reads it: completion has its own tests'],
  [/^certify fleet (work|check --workers)/, 'needs PostgreSQL: workers.it.test.ts'],
  [/^certify init .*--from/, 'asks AWS: init.it.test.ts'],
  [/^certify doctor/, 'tries the ports of this machine outward: doctor.it.test.ts'],
  [/^certify dns .*--deep/, 'connects to port 25 of public hosts: mail-hosts.it.test.ts'],
  [/^certify rerun --tenant \S+ --since/, 'takes records of real providers alone: record-choice.test.ts'],
  [/^certify ses .*--resume/, 'needs a run that was interrupted: test/kill'],
  [/^certify receiver dead-letters replay/, 'needs a dead letter: flags.it.test.ts'],
  [/^certify fleet report --join/, 'waits for other machines: nights.it.test.ts'],
  [/^certify lab play/, 'asks a person: lab-play.it.test.ts'],
  [/^certify dns .*--resolver https:/, 'needs a resolver over HTTPS: test/world/dns'],
  [/^certify message --imap /, 'needs a mailbox of a public host: test/probes/message'],
];

/** Excerpts that no line of their page prints. */
export const NOT_PRINTED: readonly (readonly [page: string, begins: string, why: string])[] = [
  ['docs/architecture.md', ' bin/ ', 'a drawing'],
  ['docs/fleet.md', 'Certify-Alert-Id', 'headers of a request: test/fleet'],
  ['docs/performance.md', '22 %  compiling', 'shares of a profile'],
  ['docs/performance.md', '93 %  event loop', 'shares of a profile'],
  ['docs/fleet.md', '2026-11-26  4444', 'a worker, which needs PostgreSQL: workers.it.test.ts'],
];
