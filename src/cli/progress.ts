// One spinner on stderr, only on a terminal; says what is awaited and for how long.
import type { Io } from './io.ts';

export interface Progress {
  /** null: nothing is awaited. */
  waiting(what: string | null): void;
  /** Prints lines without tearing the spinner. */
  print(text: string, stream: 'out' | 'err'): void;
  stop(): void;
}

const PARTIES: { readonly [party: string]: string } = {
  dns: 'DNS',
  ses: 'SES',
  sns: 'SNS',
  iam: 'IAM',
  sts: 'AWS',
  kms: 'KMS',
  cloudwatch: 'CloudWatch',
  smtp: 'the mail relay',
  // Of a message nobody else is asked.
  message: 'DNS',
  squareos: 'SquareOS',
  webhook: 'the webhook',
};

/** What is awaited, for people: a fact such as `ses.sendQuota` is `asking SES about send quota`. */
export const awaited = (what: string): string => {
  const [, party = '', noun = ''] = /^([a-z]+)\.([A-Za-z]+)$/.exec(what) ?? [];
  const asked = PARTIES[party];
  if (asked === undefined) return `waiting for ${what}`;
  return `asking ${asked} about ${noun.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
};

const seconds = (since: number): string => `${Math.floor((performance.now() - since) / 1000)} s`;

/** Nothing moves: for pipes, logs and `--quiet`. */
const still = (io: Io): Progress => ({
  waiting: () => undefined,
  print: (text, stream) => (stream === 'out' ? io.out(text) : io.err(text)),
  stop: () => undefined,
});

const spinning = async (io: Io): Promise<Progress> => {
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: process.stderr, discardStdin: false, ...(io.errStyle.unicode ? {} : { spinner: 'line' }) });
  let since = 0;
  let what: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  const tick = (): void => {
    if (what === null) return;
    spinner.text = `${awaited(what)} … ${seconds(since)}`;
  };
  const hide = (): void => {
    spinner.stop();
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  return {
    waiting: (next) => {
      if (next === what) return;
      what = next;
      hide();
      if (next === null) return;
      since = performance.now();
      timer = setInterval(tick, 500);
      timer.unref();
      tick();
      spinner.start();
    },
    print: (text, stream) => {
      const spun = spinner.isSpinning;
      if (spun) spinner.stop();
      if (stream === 'out') io.out(text);
      else io.err(text);
      if (spun) spinner.start();
    },
    stop: hide,
  };
};

/** A spinner where somebody watches stderr and nothing else is printed there; never where a line has no width to return over. */
export const progressFor = async (io: Io, flags: { readonly quiet: boolean; readonly json: boolean }): Promise<Progress> =>
  flags.quiet || flags.json || !process.stderr.isTTY || process.stderr.columns === 0 ? still(io) : spinning(io);
