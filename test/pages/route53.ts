// Amazon Route 53, as far as a page's line asks it: a batch of changes is read as it comes from the AWS CLI, and stands in the lab's zone afterwards.
import type { LabDns } from '../../src/lab/dns/server.ts';
import { together } from './zones.ts';

interface Change {
  readonly action: string;
  /** `owner TTL type value` of each value, as a line of the zone. */
  readonly lines: readonly string[];
}

const within = (text: string, tag: string): readonly string[] =>
  [...text.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(([, inner = '']) => inner.replaceAll('&quot;', '"'));

const changesIn = (body: string): readonly Change[] =>
  within(body, 'Change').map((change) => {
    const [action = '', name = '', type = '', ttl = ''] = ['Action', 'Name', 'Type', 'TTL'].map((tag) => within(change, tag)[0]);
    return { action, lines: within(change, 'Value').map((value) => `${name} ${ttl} ${type} ${value}`) };
  });

const REFUSED = '<ErrorResponse><Error><Code>InvalidChangeBatch</Code><Message>Not read.</Message></Error></ErrorResponse>';
const TAKEN =
  '<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-11-26T09:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>';

/** Answers what is posted; `zone` is where the records go. */
export const route53 =
  (dns: Pick<LabDns, 'zones' | 'set'>, zone: string) =>
  (path: string, body: string): string => {
    const changes = changesIn(body);
    const readable =
      changes.length > 0 && changes.every(({ action, lines }) => /^(CREATE|UPSERT)$/.test(action) && lines.length > 0);
    if (!/^\/2013-04-01\/hostedzone\/\w+\/rrset\/?$/.test(path) || !readable) return REFUSED;
    dns.set(together({ [zone]: changes.flatMap(({ lines }) => lines) }, dns.zones()));
    return TAKEN;
  };
