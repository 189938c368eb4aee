// Where SES publishes the keys that Easy DKIM's CNAMEs point to (AWS General Reference, Amazon SES endpoints, DKIM domains).
import { canonicalName } from '../../text/domain-name.ts';

/** Regions whose DKIM zone carries the region; every other SES region uses `dkim.amazonses.com`. */
const OWN_ZONE: ReadonlySet<string> = new Set([
  'af-south-1',
  'ap-northeast-3',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'il-central-1',
  'me-central-1',
  'us-gov-east-1',
]);

const SHARED_ZONE = 'dkim.amazonses.com';

/** The region's zone by AWS's table. */
export const sesDkimZone = (region: string): string => (OWN_ZONE.has(region) ? `dkim.${region}.amazonses.com` : SHARED_ZONE);

/**
 * The parent region of a Deterministic Easy DKIM replica: `AWS_SES_EU_WEST_1` → `eu-west-1`; null for every other origin.
 * The replica signs with the parent's key and relies on the parent's CNAMEs.
 */
export const replicaRegion = (origin: string): string | null => {
  const region = /^AWS_SES_([A-Z0-9_]+)$/.exec(origin)?.[1];
  return region === undefined ? null : region.toLowerCase().replaceAll('_', '-');
};

/** Where a token's CNAME must point: SES's own word first, else the table, by the parent's region for a replica. */
export const dkimZoneOf = (identity: {
  readonly origin: string | null;
  readonly signingHostedZone: string | null;
  readonly region: string;
}): { readonly zone: string; readonly from: 'ses' | 'table' } => {
  if (identity.signingHostedZone !== null && identity.signingHostedZone !== '') {
    return { zone: canonicalName(identity.signingHostedZone), from: 'ses' };
  }
  const parent = identity.origin === null ? null : replicaRegion(identity.origin);
  return { zone: sesDkimZone(parent ?? identity.region), from: 'table' };
};

/** Whether a name is in any of SES's DKIM zones. */
export const isSesDkimName = (name: string): boolean =>
  /(^|\.)dkim\.([a-z0-9-]+\.)?amazonses\.com$/i.test(name.replace(/\.$/, ''));
