// The environment variables that certify reads: told by `certify help environment`, by the manual page and by docs/environment.md.

import { wrapped } from '../text/wrap.ts';

interface Variable {
  readonly names: readonly string[];
  readonly says: string;
}

/** What a flag, an environment variable and a file say of the same thing: the first that speaks counts. */
export const PRECEDENCE =
  'What several places say: a flag counts before a variable, a variable before the profile or the fleet’s file, and that before certify’s own default.';

const VARIABLES: readonly Variable[] = [
  { names: ['CERTIFY_OPERATOR'], says: 'who runs this, for the record; as --operator' },
  { names: ['CERTIFY_EVIDENCE_DIR'], says: 'where journals and evidence records go; as --evidence-dir' },
  { names: ['CERTIFY_SECRET_HOSTS'], says: 'hosts that secrets may go to, with commas between; besides --secret-hosts' },
  {
    names: ['CERTIFY_SES_REGION', 'CERTIFY_LIVE_RECIPIENT', 'CERTIFY_…'],
    says: 'a plain value of the profile, named by its path in capitals; as --set ses.region=…',
  },
  {
    names: ['CERTIFY_SES_SECRET', 'CERTIFY_SMTP_PASSWORD', 'CERTIFY_WEBHOOK_TOKEN', 'CERTIFY_LEDGER_TOKEN', 'CERTIFY_…'],
    says: 'secrets: what a file may name as env:CERTIFY_…; a variable of another name only with --env',
  },
  {
    names: ['CERTIFY_SHARD_INDEX', 'CERTIFY_SHARDS'],
    says: 'for --shard auto: which part of the fleet this machine has, from 0, of how many',
  },
  {
    names: ['JOB_COMPLETION_INDEX', 'AWS_BATCH_JOB_ARRAY_INDEX', 'CI_NODE_INDEX', 'CI_NODE_TOTAL'],
    says: 'for --shard auto: the same as Kubernetes, AWS Batch and GitLab tell it',
  },
  { names: ['CI'], says: 'not empty: nobody is asked, and no line is drawn over' },
  {
    names: ['GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY'],
    says: 'on GitHub Actions: annotations, and a summary of the job',
  },
  { names: ['NO_COLOR'], says: 'not empty: no colour; as --no-color' },
  { names: ['FORCE_COLOR'], says: 'colour where there is no terminal; 0 or false: none on one' },
  { names: ['TERM', 'WT_SESSION'], says: 'what the terminal can draw; dumb: nothing that moves' },
  { names: ['LC_ALL', 'LC_CTYPE', 'LANG'], says: 'whether signs beyond ASCII are printed: where it names UTF-8' },
  {
    names: ['HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'],
    says: 'the proxy to AWS, the callback, SquareOS and DNS over HTTPS, and who is asked without it; in small letters too',
  },
  { names: ['NODE_EXTRA_CA_CERTS'], says: 'further authorities, such as the one of a proxy that reads TLS' },
  {
    names: ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_…'],
    says: 'the default credential chain of AWS, where the profile names no other; --lab reads none of it',
  },
  {
    names: ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_EC2_METADATA_DISABLED'],
    says: 'where that chain looks, to say what is wrong when it fails',
  },
  {
    names: ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_…'],
    says: 'not followed: endpoints stand in the profile; the record names them',
  },
  { names: ['HOME', 'PATH', 'TMPDIR'], says: 'for a secret by cmd:, and for files that are read or written on the way' },
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
    '# The environment variables that certify reads',
    '',
    PRECEDENCE,
    '',
    '| variable | |',
    '|---|---|',
    ...VARIABLES.map(({ names, says }) => `| ${names.map((name) => `\`${name}\``).join(', ')} | ${says} |`),
    '',
    'An empty variable counts as none. `certify help environment` prints this list; a test holds it complete.',
    '',
  ].join('\n');
