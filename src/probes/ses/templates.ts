// Asks SES for each template that the profile names, and has it rendered with the sample data; nothing is sent.
import type { GetEmailTemplateCommandOutput, TestRenderEmailTemplateCommandOutput } from '@aws-sdk/client-sesv2';
import { NotAsked } from '../../core/probe.ts';
import type { SesReads } from '../../core/ports/aws.ts';
import type { SesTemplate } from '../../core/profile.ts';
import type { RenderedTemplate, StoredTemplate, TemplateSeen } from '../../facts/template.ts';
import { decodedWords } from '../../mail/message/encoded-words.ts';
import { parseHeader, valuesOf } from '../../mail/message/headers.ts';
import { linkedHosts } from '../../mail/message/links.ts';
import { formOf } from '../../mail/message/mime.ts';
import { leftUnfilled, readTemplate, type TemplateContent } from '../../mail/template/template.ts';
import { textOr } from '../../text/unknown-json.ts';
import { answerOf, told } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from './no-ses.ts';
import { looksOnly } from './purpose.ts';

export const storedTemplate = (content: TemplateContent, data: SesTemplate['data']): StoredTemplate => {
  const { bytes, parts, problems, missing, unused } = readTemplate(content, data);
  return { bytes, parts, problems, missing, unused };
};

/** As a person counts them. */
const charactersIn = (text: string): number => Array.from(new Intl.Segmenter().segment(text)).length;

/** What a header can say: how long, and whether on one line (RFC 5322 section 2.2). */
export const subjectTold = (subject: string): Pick<RenderedTemplate, 'subjectLength' | 'subjectBreaks'> => ({
  subjectLength: charactersIn(subject.trim()),
  subjectBreaks: /[\r\n]/.test(subject),
});

/** Hosts of a rendered text; whose rewriter one is matters in a received message alone. */
export const hostsIn = (texts: Parameters<typeof linkedHosts>[0], from: string): RenderedTemplate['hosts'] =>
  linkedHosts(texts, from).map(({ rewriter: _rewriter, ...host }) => host);

const contentOf = ({ TemplateContent: content }: GetEmailTemplateCommandOutput): TemplateContent => {
  const given = told(content, 'TemplateContent');
  return { subject: textOr(given.Subject), text: textOr(given.Text), html: textOr(given.Html) };
};

/** What SES rendered is a whole message. */
export const renderedMessage = (
  { RenderedTemplate: message }: TestRenderEmailTemplateCommandOutput,
  from: string,
): RenderedTemplate => {
  const raw = Buffer.from(told(message, 'RenderedTemplate'), 'utf8');
  const header = parseHeader(raw);
  const { texts, htmlBytes } = formOf(raw, header);
  const subject = decodedWords(valuesOf(header, 'subject')[0] ?? '');
  const kinds = texts.map(({ type }) => (type === 'text/html' ? ('html' as const) : ('text' as const)));
  return {
    by: 'SES',
    ...subjectTold(subject),
    parts: [...new Set(kinds)],
    htmlBytes,
    left: leftUnfilled([subject, ...texts.map(({ text }) => text)]),
    hosts: hostsIn(texts, from),
  };
};

const look = async (ses: SesReads, { name, ses: id, data }: SesTemplate, from: string): Promise<TemplateSeen> => {
  const stored = await answerOf(ses.getEmailTemplate(id).then((answer) => storedTemplate(contentOf(answer), data)));
  const rendered =
    stored.state === 'absent'
      ? null
      : await answerOf(ses.testRenderEmailTemplate(id, JSON.stringify(data)).then((answer) => renderedMessage(answer, from)));
  return { name, id, stored, rendered };
};

const namesIn = async (ses: SesReads): Promise<readonly string[] | null> => {
  const answer = await answerOf(ses.listEmailTemplates());
  if (answer.state !== 'observed') return null;
  return (answer.value.TemplatesMetadata ?? []).flatMap(({ TemplateName }) => textOr(TemplateName) ?? []);
};

export const NOT_LOOKED = 'Templates are looked at with --templates, or in a run that has a message sent.';

export const templatesProbe = defineProbe({
  key: 'ses.templates',
  needs: [],
  uses: ['run.purpose'],
  permissions: [
    { action: 'ses:GetEmailTemplate', on: 'template' },
    { action: 'ses:TestRenderEmailTemplate', on: 'template' },
    { action: 'ses:ListEmailTemplates', on: 'template-list' },
  ],
  ask: async ({ aws, sender }, facts) => {
    const { named, look: asked } = sender.templates;
    if (sender.ses === null) return new NotAsked(NO_SES);
    if (named.length === 0) return new NotAsked('The profile names no template that SES holds.');
    if (!asked && looksOnly(facts['run.purpose'])) return new NotAsked(NOT_LOOKED);
    const items = await Promise.all(named.map((one) => look(aws.ses, one, sender.domain)));
    const isAbsent = items.some(({ stored }) => stored.state === 'absent');
    return { region: sender.ses.region, items, inAccount: isAbsent ? await namesIn(aws.ses) : null };
  },
});
