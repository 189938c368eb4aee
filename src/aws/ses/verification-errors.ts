// What SES says of a verification that did not succeed, as part of a sentence.

/** VerificationInfo.ErrorType (SESv2 API reference, VerificationInfo). */
export const VERIFICATION_ERRORS: Readonly<Record<string, string>> = {
  HOST_NOT_FOUND: 'SES did not find the name of a DKIM record',
  TYPE_NOT_FOUND: 'SES found the name of a DKIM record, and no CNAME there',
  INVALID_VALUE: 'SES found another value in a DKIM record',
  DNS_SERVER_ERROR: 'a name server of the domain failed or refused SES',
  SERVICE_ERROR: 'SES had an error of its own',
  REPLICATION_ACCESS_DENIED: 'the parent identity does not allow the replica: allow it in the parent’s region first',
  REPLICATION_PRIMARY_NOT_FOUND: 'the parent identity is missing: create it, or use Easy DKIM here',
  REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED: 'the parent identity uses a key of its own, which cannot be replicated',
  REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED: 'the parent identity is itself a replica: name its parent',
  REPLICATION_PRIMARY_INVALID_REGION: 'the parent’s region has no such identity to replicate',
};

/** Not DNS: the replica waits for its parent identity (Deterministic Easy DKIM). */
export const isReplicationError = (error: string | null): boolean => error?.startsWith('REPLICATION_') === true;
