// Templates as they were looked at, for the tests of the checks that judge them.
import type { RenderedTemplate, StoredTemplate, TemplateSeen } from '../../../src/facts/template.ts';
import { seen } from '../live/builders.ts';
import { ses, smtp, told } from './tenant.ts';

const STORED: StoredTemplate = { bytes: 2000, parts: ['subject', 'text', 'html'], problems: [], missing: [], unused: [] };
export const HOST = { host: 'pay.example.com', links: 1, pictures: 0, plain: false, bare: false, own: true };
const RENDERED: RenderedTemplate = {
  by: 'SES',
  subjectLength: 20,
  parts: ['text', 'html'],
  htmlBytes: 900,
  left: [],
  hosts: [HOST],
};

const observed = <T>(value: T) => ({ state: 'observed', value }) as const;
export const failed = (code: string, message: string) => ({ state: 'failed', code, message }) as const;

export const ABSENT = { state: 'absent', code: 'NotFoundException', message: 'none' } as const;
export const DENIED = {
  state: 'denied',
  code: 'AccessDeniedException',
  message: 'no',
  credential: 'probe',
  action: 'ses:GetEmailTemplate',
} as const;

export const item = (
  stored: Partial<StoredTemplate> = {},
  rendered: Partial<RenderedTemplate> = {},
  rest: Partial<TemplateSeen> = {},
): TemplateSeen => ({
  name: 'invoice',
  id: 'gym-invoice',
  stored: observed({ ...STORED, ...stored }),
  rendered: observed({ ...RENDERED, ...rendered }),
  ...rest,
});

const NOBODY = {
  state: 'skipped',
  code: 'not-applicable',
  message: 'nobody said',
  at: '2026-11-20T09:00:00Z',
  durationMs: 0,
} as const;
export const facts = (
  items: readonly TemplateSeen[] | null,
  held: readonly TemplateSeen[] | null = null,
  state: ReturnType<typeof told> | typeof NOBODY = NOBODY,
) => ({
  ...ses(),
  'ses.templates': items === null ? NOBODY : seen({ region: 'ap-south-1', items, inAccount: ['gym-invoice-v2'] }),
  'squareos.templates': held === null ? NOBODY : seen({ items: held }),
  'squareos.state': state,
});

/** SES misses a value. */
export const REFUSED = failed('BadRequestException', "Attribute 'due' is not present in the rendering data.");

export const HELD = { schema: 'certify.squareos-state/1', exportedAt: '2026-11-20T08:00:00Z' } as const;

const held = (fresh: boolean) => told(HELD, fresh);

/** SquareOS did not answer; these were seen in SES. */
export const lostFacts = (items: readonly TemplateSeen[] | null): ReturnType<typeof facts> => {
  const root = { key: 'squareos.state', state: 'unreachable', code: 'ECONNREFUSED', message: 'nobody answers' } as const;
  const at = { at: '2026-11-20T09:00:00Z', durationMs: 0 };
  return {
    ...facts(items),
    'squareos.templates': { state: 'skipped', code: 'need-not-met', message: 'squareos.state: nobody answers', root, ...at },
    'squareos.state': { state: 'unreachable', code: 'ECONNREFUSED', message: 'nobody answers', ...at },
  } as unknown as ReturnType<typeof facts>;
};

/** Told by SquareOS in its export. */
export const toldFacts = (items: readonly TemplateSeen[], fresh = true) => facts(null, items, held(fresh));

/** The same, where a relay takes the mail. */
export const relayFacts = (items: readonly TemplateSeen[]) => ({
  ...toldFacts(items),
  'profile.tenant': smtp()['profile.tenant'],
});
