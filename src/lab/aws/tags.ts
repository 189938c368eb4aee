// Tags as the protocols write them.
import type { JsonValue } from '../../core/json.ts';
import type { AwsCall } from './call.ts';
import { leaf, members } from './xml.ts';

export type Tags = { readonly [key: string]: string };

/** Of an answer in JSON. */
export const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Of an answer in XML. */
export const tagMembers = (tags: Tags): string =>
  members(
    'Tags',
    Object.entries(tags).map(([key, value]) => `${leaf('Key', key)}${leaf('Value', value)}`),
  );

/** Of a request in JSON. */
export const tagsInJson = (given: JsonValue | undefined): Tags =>
  Object.fromEntries(
    ((given ?? []) as readonly { readonly Key: string; readonly Value: string }[]).map(({ Key, Value }) => [Key, Value]),
  );

/** Of a request in the Query protocol. */
export const tagsInQuery = ({ params }: Pick<AwsCall, 'params'>): Tags => {
  const tags: { [key: string]: string } = {};
  for (let index = 1; params.has(`Tags.member.${index}.Key`); index += 1)
    tags[params.get(`Tags.member.${index}.Key`) ?? ''] = params.get(`Tags.member.${index}.Value`) ?? '';
  return tags;
};
