// SESv2: the templates that the account holds, and a rendering of one.
import type { JsonObject } from '../../core/json.ts';
import { MissingAttribute, renderTemplate, TemplateSyntax } from '../ses/rendering.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud } from './cloud.ts';
import type { RegionSpec } from './spec.ts';

type Template = RegionSpec['templates'][string];

const requireTemplate = (cloud: Cloud, call: AwsCall): { readonly name: string; readonly template: Template } => {
  const [name = ''] = call.variables;
  cloud.authorize(call, `ses:${call.operation}`, cloud.arn('ses', call.region, `template/${name}`));
  const template = cloud.region(call.region).templates[name];
  if (template === undefined) throw new AwsError('NotFoundException', 404, `Template ${name} does not exist`);
  return { name, template };
};

const getEmailTemplate = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { name, template } = requireTemplate(cloud, call);
  const { subject, text, html } = template;
  const content = { Subject: subject, ...(text === '' ? {} : { Text: text }), ...(html === '' ? {} : { Html: html }) };
  return { TemplateName: name, TemplateContent: content };
};

const listEmailTemplates = (cloud: Cloud, call: AwsCall): JsonObject => {
  cloud.authorize(call, 'ses:ListEmailTemplates', '*');
  const names = Object.keys(cloud.region(call.region).templates);
  const size = Number(call.params.get('PageSize') ?? 10);
  const from = Number(call.params.get('NextToken') ?? 0);
  return {
    TemplatesMetadata: names.slice(from, from + size).map((TemplateName) => ({ TemplateName, CreatedTimestamp: 1_790_000_000 })),
    NextToken: from + size < names.length ? String(from + size) : undefined,
  };
};

const isAscii = (text: string): boolean => !/[^\p{ASCII}]/u.test(text);

const encodedSubject = (text: string): string =>
  isAscii(text) ? text : `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;

const part = (type: string, body: string): string =>
  [`Content-Type: ${type}; charset=UTF-8`, `Content-Transfer-Encoding: ${isAscii(body) ? '7bit' : '8bit'}`, '', body, ''].join(
    '\r\n',
  );

/** The whole message, with the parts that the template has. */
const messageOf = (now: Date, subject: string, parts: readonly string[]): string => {
  const boundary = '----=_Part_4211_lab.1790000000';
  return [
    `Date: ${now.toUTCString()}`,
    `Subject: ${encodedSubject(subject)}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; ',
    `\tboundary="${boundary}"`,
    '',
    ...parts.map((one) => `--${boundary}\r\n${one}`),
    `--${boundary}--`,
    '',
  ].join('\r\n');
};

const dataOf = (given: unknown): JsonObject => {
  try {
    const data: unknown = JSON.parse(typeof given === 'string' ? given : '');
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as JsonObject;
  } catch {
    // Said below in SES's words.
  }
  throw new AwsError('BadRequestException', 400, 'Template rendering data is invalid');
};

const testRender = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { template } = requireTemplate(cloud, call);
  const data = dataOf(call.json['TemplateData']);
  try {
    const [subject, text, html] = [template.subject, template.text, template.html].map((source) => renderTemplate(source, data));
    const parts = [
      ...(text === '' ? [] : [part('text/plain', text ?? '')]),
      ...(html === '' ? [] : [part('text/html', html ?? '')]),
    ];
    return { RenderedTemplate: messageOf(cloud.now(), subject ?? '', parts) };
  } catch (error) {
    if (error instanceof MissingAttribute || error instanceof TemplateSyntax)
      throw new AwsError('BadRequestException', 400, error.message);
    throw error;
  }
};

export const sesv2Templates = (cloud: Cloud): Operations => ({
  GetEmailTemplate: (call) => getEmailTemplate(cloud, call),
  ListEmailTemplates: (call) => listEmailTemplates(cloud, call),
  TestRenderEmailTemplate: (call) => testRender(cloud, call),
});
