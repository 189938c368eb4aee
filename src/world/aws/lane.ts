// The name of the queue that a tenant's SES reads wait in: account and region.
/** Milliseconds: a silent STS must not keep SES waiting. */
const ACCOUNT_WAIT = 3000;

const withinLimit = async (account: Promise<string>): Promise<string> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(''), ACCOUNT_WAIT);
  });
  try {
    return await Promise.race([account, tooLate]);
  } catch {
    return '';
  } finally {
    clearTimeout(timer);
  }
};

/** Whose reads wait for each other, as far as it is known. */
export interface LaneAccount {
  /** The account that the profile names; null: none, or what it says is not enough. */
  readonly stated: string | null;
  /** The account that STS named; null: not yet. */
  seen(): string | null;
  /** Asks STS. */
  ask(): Promise<string>;
}

/**
 * The account of the profile is enough to begin with: a name that STS corrects later parts no more than the first reads from their
 * queue. Where the profile names none, STS is waited for; without an account the reads of one `credential` still wait for each other.
 */
export const laneOf = (credential: string, region: string, account: LaneAccount): (() => Promise<string>) => {
  let asked: Promise<string> | null = null;
  return async () => {
    const known = account.seen() ?? account.stated;
    if (known !== null) return `${known}/${region}`;
    asked ??= withinLimit(account.ask()).then((id) => `${id === '' ? credential : id}/${region}`);
    return asked;
  };
};
