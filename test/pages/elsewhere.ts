// What is not typed in the tests of the pages, by how the line begins, and why: each must still stand on some page.
export const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^aws /, 'needs the AWS CLI and an account'],
  [
    /^npm (?!ci && )|^\.ci\/run|^npx oxlint|^node bench\//,
    'builds, tests or measures the checkout itself: .ci/run; installed.ts types docs/package.md',
  ],
  [/^node scripts\/new-check\.mjs/, 'writes into the checkout: test/scripts'],
  [/^source <\(certify completion zsh|\| source$/, 'needs zsh or fish: completer.it.test.ts'],
  [/^certify rerun --tenant \S+ --since/, 'takes records of real providers alone: record-choice.test.ts'],
];

/** Excerpts that no line of their page prints. */
export const NOT_PRINTED: readonly (readonly [page: string, begins: string, why: string])[] = [
  ['docs/architecture.md', ' bin/ ', 'a drawing'],
  ['docs/fleet.md', 'Certify-Alert-Id', 'headers of a request: test/fleet'],
  ['docs/performance.md', '15 %  collectin', 'shares of a profile'],
  ['docs/performance.md', '93 %  event loop', 'shares of a profile'],
];
