// One-click unsubscribe of a message (RFC 8058) and the header it builds on (RFC 2369 §3.2). The address is never called.
import { type MessageHeader, valuesOf } from './headers.ts';

export interface Unsubscribe {
  /** List-Unsubscribe fields. */
  readonly fields: number;
  /** Schemes of its addresses, in their order, such as `https`, `mailto`; lower case. */
  readonly schemes: readonly string[];
  /** Hosts of its https addresses. */
  readonly hosts: readonly string[];
  /** List-Unsubscribe-Post fields. */
  readonly postFields: number;
  /** Its value is exactly `List-Unsubscribe=One-Click`. */
  readonly oneClick: boolean;
  /** What else says that it went to many: List-Id, `Precedence: bulk`. */
  readonly bulk: boolean;
}

const MOST = 20;

export const unsubscribeOf = (header: MessageHeader): Unsubscribe => {
  const fields = valuesOf(header, 'list-unsubscribe');
  const posts = valuesOf(header, 'list-unsubscribe-post');
  const uris = fields
    .flatMap((value) =>
      [...value.slice(0, 16_384).matchAll(/<([^<>]{1,4000})>/g)].map(([, uri = '']) => uri.replaceAll(/\s/g, '')),
    )
    .slice(0, MOST);
  const parsed = uris.flatMap((uri) => (URL.canParse(uri) ? [new URL(uri)] : []));
  const precedence = valuesOf(header, 'precedence').some((value) => /^(?:bulk|list)$/i.test(value));
  return {
    fields: fields.length,
    schemes: [...new Set(parsed.map(({ protocol }) => protocol.slice(0, -1)))],
    hosts: [...new Set(parsed.filter(({ protocol }) => protocol === 'https:').map(({ hostname }) => hostname))],
    postFields: posts.length,
    // RFC 8058 §3.1: this one pair; blanks around it are folding.
    oneClick: posts.length === 1 && /^List-Unsubscribe=One-Click$/i.test((posts[0] ?? '').trim()),
    bulk: precedence || valuesOf(header, 'list-id').length > 0,
  };
};
