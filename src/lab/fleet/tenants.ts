// The tenants of the lab's fleet, and what is wrong with which of them: declared, so that a look must find exactly this.

export interface LabTenant {
  /** From 0. */
  readonly index: number;
  readonly name: string;
  readonly domain: string;
  readonly account: LabAccount;
  readonly sendUser: string;
  readonly sendKey: string;
  readonly fault: TenantFault | null;
}

export interface LabAccount {
  /** From 0. */
  readonly index: number;
  /** Of AWS. */
  readonly id: string;
  readonly probeKey: string;
  readonly fault: AccountFault | null;
}

type AccountFault = 'suspended' | 'credential-expired' | 'slow';
type TenantFault = 'dkim-record-missing' | 'mail-from-spf-missing' | 'dns-host-down' | 'mail-from-failed';

const ACCOUNTS = 10;

const ACCOUNT_FAULTS: { readonly [index: number]: AccountFault } = { 3: 'suspended', 5: 'credential-expired', 7: 'slow' };

const accountOf = (index: number): LabAccount => ({
  index,
  id: `4444000000${10 + index}`,
  probeKey: `AKIALABPROBE${String(index).padStart(8, '0')}`,
  fault: ACCOUNT_FAULTS[index] ?? null,
});

/** A tenant of an account that is in trouble itself has no trouble of its own beside it. */
const tenantFault = (inAccount: number, account: LabAccount): TenantFault | null => {
  if (account.fault !== null && account.fault !== 'slow') return null;
  if (inAccount % 12 === 5) return 'dkim-record-missing';
  if (inAccount % 17 === 3) return 'mail-from-spf-missing';
  if (inAccount % 25 === 9) return 'dns-host-down';
  return inAccount % 19 === 11 ? 'mail-from-failed' : null;
};

/** `count` tenants, dealt out over ten accounts. The same count gives the same fleet. */
export const labTenants = (count: number): readonly LabTenant[] => {
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => accountOf(index));
  return Array.from({ length: count }, (_, index) => {
    const account = accounts[index % ACCOUNTS] ?? accountOf(0);
    const name = `gym-${String(index).padStart(5, '0')}`;
    return {
      index,
      name,
      domain: `${name}.example`,
      account,
      sendUser: `squareos-send-${name}`,
      sendKey: `AKIALABSEND${String(index).padStart(9, '0')}`,
      fault: tenantFault(Math.floor(index / ACCOUNTS), account),
    };
  });
};

/** What a look at a faulty tenant must show: its exit code, and the one finding that everything else follows from. */
export interface Shown {
  readonly exitCode: number;
  /** Checks that may be told; the first one must be. */
  readonly checks: readonly string[];
}

const SHOWN: { readonly [F in AccountFault | TenantFault]: Shown | null } = {
  suspended: { exitCode: 1, checks: ['ses-enforcement'] },
  'credential-expired': { exitCode: 3, checks: ['probe-credential'] },
  slow: null,
  'dkim-record-missing': { exitCode: 1, checks: ['dkim-tokens'] },
  'mail-from-spf-missing': { exitCode: 1, checks: ['spf-authorises'] },
  'dns-host-down': { exitCode: 3, checks: ['dkim-tokens'] },
  'mail-from-failed': { exitCode: 1, checks: ['ses-mail-from-status'] },
};

/** null: nothing is wrong with it. */
export const shownBy = ({ fault, account }: LabTenant): Shown | null => {
  const what = fault ?? account.fault;
  return what === null ? null : SHOWN[what];
};
