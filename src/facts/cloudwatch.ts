// What CloudWatch watches of an account's sending.

/** Of SES, for a whole account and region (SES Developer Guide, "Creating reputation monitoring alarms using CloudWatch"). */
export const REPUTATION_METRICS = ['Reputation.BounceRate', 'Reputation.ComplaintRate'] as const;
export type ReputationMetric = (typeof REPUTATION_METRICS)[number];

export interface CloudWatchFacts {
  /** Alarms on the account's bounce and complaint rates; asked only of an account out of the sandbox. */
  'cloudwatch.alarms': {
    readonly alarms: readonly {
      readonly name: string;
      readonly metric: ReputationMetric;
      /** A share between 0 and 1; null: the alarm compares with a band or another metric. */
      readonly threshold: number | null;
      /** Such as GreaterThanOrEqualToThreshold. */
      readonly comparison: string | null;
      /** OK, ALARM or INSUFFICIENT_DATA. */
      readonly state: string | null;
      /** What it does when it goes off: how many actions, and whether they are switched on. */
      readonly actions: number;
      readonly actionsEnabled: boolean | null;
    }[];
    /** False: the account has more alarms than were looked at. */
    readonly complete: boolean;
  };
}
