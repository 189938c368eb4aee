// The environment variables that certify reads: told by `certify help environment`, by the manual page and by docs/environment.md.

import { wrapped } from '../text/wrap.ts';

interface Variable {
  readonly names: readonly string[];
  readonly says: string;
}

/** What a flag, an environment variable and a file say of the same thing: the first that speaks counts. */
export const PRECEDENCE =
  'A flag wins over a variable, a variable over the profile or the fleet’s file, and these over the default.';

const VARIABLES: readonly Variable[] = [
  { names: ['CERTIFY_OPERATOR'], says: 'who runs this, for the record; as --operator' },
  { names: ['CERTIFY_EVIDENCE_DIR'], says: 'the directory of journals and evidence records; as --evidence-dir' },
  {
    names: ['CERTIFY_SECRET_HOSTS'],
    says: 'the hosts that secrets may be sent to, separated by commas; in addition to --secret-hosts',
  },
  {
    names: ['CERTIFY_SES_REGION', 'CERTIFY_LIVE_RECIPIENT', 'CERTIFY_…'],
    says: 'a value of the profile, by its path in capitals; as --set ses.region=…',
  },
  {
    names: ['CERTIFY_SES_SECRET', 'CERTIFY_SMTP_PASSWORD', 'CERTIFY_WEBHOOK_TOKEN', 'CERTIFY_LEDGER_TOKEN', 'CERTIFY_…'],
    says: 'secrets that a file refers to as env:CERTIFY_…; variables with another name need --env',
  },
  {
    names: ['CERTIFY_SHARD_INDEX', 'CERTIFY_SHARDS'],
    says: 'for --shard auto: the part of this machine, from 0, and the number of parts',
  },
  {
    names: ['JOB_COMPLETION_INDEX', 'AWS_BATCH_JOB_ARRAY_INDEX', 'CI_NODE_INDEX', 'CI_NODE_TOTAL'],
    says: 'for --shard auto: the same, as set by Kubernetes, AWS Batch and GitLab',
  },
  { names: ['CI'], says: 'not empty: no questions, no animation' },
  {
    names: ['GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY'],
    says: 'on GitHub Actions: annotations, and a summary of the job',
  },
  { names: ['NO_COLOR'], says: 'not empty: no colour; as --no-color' },
  { names: ['FORCE_COLOR'], says: 'colour also without a terminal; 0 or false: no colour' },
  { names: ['TERM', 'WT_SESSION'], says: 'what the terminal can draw; dumb: no animation' },
  { names: ['LC_ALL', 'LC_CTYPE', 'LANG'], says: 'characters beyond ASCII are printed if it names UTF-8' },
  {
    names: ['HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'],
    says: 'the proxy for AWS, the callback, SquareOS and DNS over HTTPS, and the hosts without it; also in lower case',
  },
  { names: ['NODE_EXTRA_CA_CERTS'], says: 'more certificate authorities, such as that of a proxy that inspects TLS' },
  {
    names: ['NODE_DEBUG', 'NODE_OPTIONS'],
    says: 'refused with http or https, and with trace events of node.http: Node writes tokens then',
  },
  {
    names: ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_…'],
    says: 'the default credential chain of AWS, if the profile names no other; never read by --lab',
  },
  {
    names: [
      'AWS_CONFIG_FILE',
      'AWS_SHARED_CREDENTIALS_FILE',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
    ],
    says: 'where that chain looks; named in the error when it fails',
  },
  {
    names: ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_…'],
    says: 'ignored, and named in the record: the profile says the endpoints',
  },
  { names: ['HOME', 'PATH', 'TMPDIR'], says: 'for cmd: references, and for the location of files' },
];

const together = ({ names }: Variable): string => names.join(', ');

export const VARIABLE_ROWS: readonly (readonly [names: string, says: string])[] = VARIABLES.map((one) => [
  together(one),
  one.says,
]);

/** As `certify help environment` prints it, at most `width` columns wide. */
export const environmentHelp = (width: number): string => {
  const lines = (text: string, at: number): readonly string[] => wrapped(' '.repeat(at) + text, width, (word) => word.length);
  const rows = VARIABLES.flatMap((one) => ['', ...lines(together(one), 2), ...lines(one.says, 6)]);
  return `${[...lines(PRECEDENCE, 0), ...rows].join('\n')}\n`;
};

/** The page docs/environment.md. */
export const environmentPage = (): string =>
  [
    '# Environment variables',
    '',
    PRECEDENCE,
    '',
    '| variable | |',
    '|---|---|',
    ...VARIABLES.map(({ names, says }) => `| ${names.map((name) => `\`${name}\``).join(', ')} | ${says} |`),
    '',
    'An empty variable counts as not set. `certify help environment` prints this list.',
    '',
  ].join('\n');
