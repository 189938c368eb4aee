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

/** Known once; without an account the reads of one `credential` still wait for each other. */
export const laneOf = (credential: string, region: string, account: () => Promise<string>): (() => Promise<string>) => {
  let name: Promise<string> | null = null;
  return () => {
    name ??= withinLimit(account()).then((id) => `${id === '' ? credential : id}/${region}`);
    return name;
  };
};
