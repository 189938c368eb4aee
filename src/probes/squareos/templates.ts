// Templates whose content SquareOS tells: read, and filled in with the sample data that it tells beside them.
import { NotAsked } from '../../core/probe.ts';
import { TEMPLATE_NAMES } from '../../core/profile.ts';
import type { RenderedTemplate, TemplateSeen } from '../../facts/template.ts';
import { leftUnfilled, readTemplate, type TemplateContent } from '../../mail/template/template.ts';
import { type HeldTemplate, heldTemplates } from '../../text/squareos-state.ts';
import { defineProbe } from '../probe.ts';
import { looksOnly } from '../ses/purpose.ts';
import { hostsIn, NOT_LOOKED, storedTemplate, subjectTold } from '../ses/templates.ts';

const filledIn = ({ subject, text, html }: TemplateContent, from: string): RenderedTemplate => {
  const texts = [
    ...(text === null ? [] : [{ type: 'text/plain', text }]),
    ...(html === null ? [] : [{ type: 'text/html', text: html }]),
  ];
  return {
    by: 'certify',
    ...subjectTold(subject ?? ''),
    parts: [...(text === null ? [] : (['text'] as const)), ...(html === null ? [] : (['html'] as const))],
    htmlBytes: html === null ? null : Buffer.byteLength(html, 'utf8'),
    left: leftUnfilled([subject ?? '', text ?? '', html ?? '']),
    hosts: hostsIn(texts, from),
  };
};

export const templateTold = (name: TemplateSeen['name'], { id, content, data }: HeldTemplate, from: string): TemplateSeen => {
  const { filled } = readTemplate(content, data);
  return {
    name,
    id,
    stored: { state: 'observed', value: storedTemplate(content, data) },
    rendered: filled === null ? null : { state: 'observed', value: filledIn(filled, from) },
  };
};

export const squareosTemplatesProbe = defineProbe({
  key: 'squareos.templates',
  needs: ['squareos.state'],
  uses: ['run.purpose'],
  permissions: [],
  ask: async ({ squareos, sender }, facts) => {
    if (squareos === null) return new NotAsked('The profile does not say where SquareOS’s own fields are read (squareos.state).');
    const held = heldTemplates(await squareos.state());
    const names = TEMPLATE_NAMES.filter((name) => held[name] !== undefined);
    if (names.length === 0) return new NotAsked('SquareOS does not tell what its templates hold.');
    if (!sender.templates.look && looksOnly(facts['run.purpose'])) return new NotAsked(NOT_LOOKED);
    return {
      items: names.flatMap((name) => {
        const one = held[name];
        return one === undefined ? [] : [templateTold(name, one, sender.domain)];
      }),
    };
  },
});
