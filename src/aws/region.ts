// Region names: partition, host names, and whether SES is there (AWS General Reference, "Amazon SES endpoints and quotas", 2026).
import { canonicalName } from '../text/domain-name.ts';
import { editDistance } from '../text/nearest.ts';
import type { Arn } from './arn.ts';
import { SES_SMTP_HOST } from '../text/ses-smtp-host.ts';

export interface Partition {
  readonly id: string;
  readonly dnsSuffix: string;
  /** Region that signs for IAM, which is global. */
  readonly globalRegion: string;
  readonly iamHost: string;
  /** Of the AWS console. */
  readonly consoleHost: string;
}

/** By the partition's name, which is an ARN's second part. */
const DNS_SUFFIX = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
} as const;

const isPartition = (text: string): text is keyof typeof DNS_SUFFIX => Object.hasOwn(DNS_SUFFIX, text);

/** null for a partition that AWS does not have. */
export const dnsSuffixOf = (partition: string): string | null => (isPartition(partition) ? DNS_SUFFIX[partition] : null);

const AWS: Partition = {
  id: 'aws',
  dnsSuffix: DNS_SUFFIX.aws,
  globalRegion: 'us-east-1',
  iamHost: 'iam.amazonaws.com',
  consoleHost: 'console.aws.amazon.com',
};
const GOV: Partition = {
  id: 'aws-us-gov',
  dnsSuffix: DNS_SUFFIX['aws-us-gov'],
  globalRegion: 'us-gov-west-1',
  iamHost: 'iam.us-gov.amazonaws.com',
  consoleHost: 'console.amazonaws-us-gov.com',
};
const CHINA: Partition = {
  id: 'aws-cn',
  dnsSuffix: DNS_SUFFIX['aws-cn'],
  globalRegion: 'cn-north-1',
  iamHost: 'iam.cn-north-1.amazonaws.com.cn',
  consoleHost: 'console.amazonaws.cn',
};
const EUSC: Partition = {
  id: 'aws-eusc',
  dnsSuffix: DNS_SUFFIX['aws-eusc'],
  globalRegion: 'eusc-de-east-1',
  iamHost: 'iam.eusc-de-east-1.amazonaws.eu',
  consoleHost: 'console.amazonaws-eusc.eu',
};

export const SES_REGIONS: readonly string[] = (
  'us-east-1 us-east-2 us-west-1 us-west-2 af-south-1 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ' +
  'ap-southeast-5 ap-northeast-1 ap-northeast-2 ap-northeast-3 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-west-1 ' +
  'eu-west-2 eu-west-3 eu-south-1 eu-north-1 il-central-1 me-south-1 me-central-1 sa-east-1 us-gov-east-1 us-gov-west-1'
).split(' ');

/** Regions of AWS that the General Reference lists without SES. */
const WITHOUT_SES: readonly string[] =
  'ap-east-1 ap-east-2 ap-southeast-4 ap-southeast-6 ap-southeast-7 eu-south-2 mx-central-1 cn-north-1 cn-northwest-1'.split(' ');

export const partitionOf = (region: string): Partition => {
  if (region.startsWith('us-gov-')) return GOV;
  if (region.startsWith('cn-')) return CHINA;
  return region.startsWith('eusc-') ? EUSC : AWS;
};

/** Whether an ARN is of the partition that its region lies in; those that hold one service for one government are not known here. */
export const liesInItsPartition = (arn: Pick<Arn, 'partition' | 'region'> | null): boolean =>
  arn === null || arn.partition.startsWith('aws-iso') || arn.partition === partitionOf(arn.region).id;

/** `listed`: SES is there · `without-ses`: a region without SES · `unlisted`: well-formed, newer than our list · `malformed`. */
export const sesRegion = (region: string): 'listed' | 'without-ses' | 'unlisted' | 'malformed' => {
  if (SES_REGIONS.includes(region)) return 'listed';
  if (WITHOUT_SES.includes(region)) return 'without-ses';
  return /^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$/.test(region) ? 'unlisted' : 'malformed';
};

export type AwsService = 'sesv2' | 'ses' | 'sns' | 'iam' | 'sts' | 'kms' | 'sqs' | 'cloudwatch';

/** AWS's own endpoint, such as `https://email.ap-south-1.amazonaws.com`. */
export const awsEndpoint = (service: AwsService, region: string): string => {
  const partition = partitionOf(region);
  if (service === 'iam') return `https://${partition.iamHost}`;
  const prefix = service === 'cloudwatch' ? 'monitoring' : service === 'sesv2' || service === 'ses' ? 'email' : service;
  return `https://${prefix}.${region}.${partition.dnsSuffix}`;
};

const SUFFIXES = ['amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu', 'api.aws'];
const SERVICE_HOST = /^(email|sns|sts|iam|kms|sqs|monitoring)(-fips)?(\.[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}|\.us-gov)?$/;
/** An interface endpoint of a VPC for one of these services; `vpce-svc-…` in the service's place is somebody else's. */
const INTERFACE_HOST =
  /^vpce-[0-9a-z-]+\.(email|sns|sts|iam|kms|sqs|monitoring)(-fips)?\.[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}\.vpce$/;

/** True only for https, the default port, and a host that is one of AWS's service endpoints: a bucket's host is not. */
export const isAwsEndpoint = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, username, password } = new URL(url);
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  return SUFFIXES.some((suffix) => {
    const prefix = hostname.endsWith(`.${suffix}`) ? hostname.slice(0, -suffix.length - 1) : null;
    return prefix !== null && (SERVICE_HOST.test(prefix) || INTERFACE_HOST.test(prefix));
  });
};

/** The listed region that differs least, for a misspelt name; null when none is within two edits. */
export const nearestRegion = (region: string): string | null => {
  const scored = SES_REGIONS.map((known) => ({
    known,
    distance: editDistance(region.toLowerCase().replaceAll('_', '-'), known),
  }));
  const best = scored.reduce((a, b) => (b.distance < a.distance ? b : a));
  return best.distance <= 2 ? best.known : null;
};

/** The console of a region, such as `ap-south-1.console.aws.amazon.com`. */
export const consoleHost = (region: string): string => `${region}.${partitionOf(region).consoleHost}`;

/** The host of SES's SMTP interface in a region, in the names of its partition. */
export const sesSmtpHost = (region: string): string => `email-smtp.${region}.${partitionOf(region).dnsSuffix}`;

/** The region in the name of SES's SMTP interface; null for any other host. */
export const sesSmtpRegion = (host: string): string | null => SES_SMTP_HOST.exec(canonicalName(host))?.[1] ?? null;

/** What is doubtful of a region before anybody is asked there, in a sentence; null: SES is there. */
export const regionDoubt = (region: string): string | null => {
  const known = sesRegion(region);
  if (known === 'listed') return null;
  const near = nearestRegion(region);
  const meant = near === null ? '' : ` Did you mean ${near}?`;
  if (known === 'without-ses') return `Amazon SES is not in the region ${region}.${meant}`;
  return `The region ${region} is none that this certify knows: it is new, or misspelt.${meant}`;
};

/** AWS has named every region after where it lies so; the country before it and the number behind it are new with each region. */
const DIRECTIONS = /^(?:[a-z]+-)+(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d+$/;

/** The listed region that was meant by one whose direction AWS has never used; null for any that may be newer than our list. */
export const mistypedRegion = (region: string): string | null =>
  sesRegion(region) === 'unlisted' && !DIRECTIONS.test(region) ? nearestRegion(region) : null;
