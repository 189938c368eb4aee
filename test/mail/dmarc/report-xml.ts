// Writes aggregate reports as receivers do.

export interface RowXml {
  readonly ip?: string;
  readonly count?: number | string;
  readonly disposition?: string;
  /** What the receiver counted: dkim and spf, `pass` or `fail`; null: it says nothing. */
  readonly counted?: readonly [string, string] | null;
  readonly reason?: string;
  readonly from?: string;
  /** domain, selector, result */
  readonly dkim?: readonly (readonly [string, string | null, string])[];
  /** domain, result, scope */
  readonly spf?: readonly (readonly [string, string, string?])[];
}

const tag = (name: string, text: string | number | undefined | null): string =>
  text == null ? '' : `<${name}>${text}</${name}>`;

const rowXml = ({
  ip = '192.0.2.1',
  count = 1,
  disposition = 'none',
  counted = ['pass', 'pass'],
  reason,
  from,
  dkim,
  spf,
}: RowXml): string =>
  `<record><row>${tag('source_ip', ip)}${tag('count', count)}<policy_evaluated>${tag('disposition', disposition)}${
    counted === null ? '' : tag('dkim', counted[0]) + tag('spf', counted[1])
  }${reason === undefined ? '' : tag('reason', tag('type', reason))}</policy_evaluated></row><identifiers>${tag('header_from', from)}</identifiers><auth_results>${(
    dkim ?? []
  )
    .map(([domain, selector, result]) => tag('dkim', tag('domain', domain) + tag('selector', selector) + tag('result', result)))
    .join('')}${(spf ?? [])
    .map(([domain, result, scope]) => tag('spf', tag('domain', domain) + tag('scope', scope) + tag('result', result)))
    .join('')}</auth_results></record>`;

export interface ReportXml {
  readonly org?: string;
  readonly id?: string;
  readonly span?: readonly [number, number];
  readonly domain?: string;
  readonly p?: string;
  readonly adkim?: string;
  readonly rows: readonly RowXml[];
  readonly open?: string;
}

export const reportXml = ({
  org = 'receiver.example',
  id = '1',
  span = [1764000000, 1764086399],
  domain = 'example.com',
  p = 'none',
  adkim = 'r',
  rows,
  open = '<feedback>',
}: ReportXml): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${open}<version>1.0</version><report_metadata>${tag('org_name', org)}${tag('report_id', id)}<date_range>${tag(
    'begin',
    span[0],
  )}${tag('end', span[1])}</date_range></report_metadata><policy_published>${tag('domain', domain)}${tag('adkim', adkim)}<aspf>r</aspf>${tag('p', p)}</policy_published>${rows
    .map(rowXml)
    .join('')}</feedback>`;
