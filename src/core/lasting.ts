// How long what was proven or said holds, in days (docs/profile.md, docs/evidence.md).

/** A certification, from the end of its run. */
export const CERTIFICATION_DAYS = 90;

/** An access key of IAM, from when it was made: the age that auditors ask about (CIS AWS Foundations Benchmark, rotation of access keys). */
export const ACCESS_KEY_DAYS = 90;

/** What a person answered, from when they did. */
export const ATTESTATION_DAYS = 30;

export const DAY_MS = 86_400_000;
