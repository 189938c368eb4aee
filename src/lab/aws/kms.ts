// KMS (JSON 1.1): the key of an encrypted topic and its policy.
import type { JsonObject } from '../../core/json.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { RegionSpec } from './spec.ts';
import type { Cloud } from './cloud.ts';

/** The key that an id, an ARN or, where KMS takes one, an alias names. */
const keyIdOf = (region: RegionSpec, given: string, takesAlias: boolean): string => {
  const short = given.split(/:key\/|:(?=alias\/)/u).at(-1) ?? given;
  if (!takesAlias) return short;
  return Object.entries(region.kmsKeys).find(([, { aliases }]) => aliases.includes(short))?.[0] ?? short;
};

const keyOf = (cloud: Cloud, call: AwsCall, action: string): { readonly id: string; readonly arn: string } => {
  const given = typeof call.json['KeyId'] === 'string' ? call.json['KeyId'] : '';
  const id = keyIdOf(cloud.region(call.region), given, call.operation === 'DescribeKey');
  const arn = cloud.arn('kms', call.region, `key/${id}`);
  cloud.authorize(call, action, arn);
  if (cloud.region(call.region).kmsKeys[id] === undefined) {
    throw new AwsError(
      'NotFoundException',
      400,
      id.startsWith('alias/') ? `Alias ${id} is not found.` : `Key '${arn}' does not exist`,
    );
  }
  return { id, arn };
};

const describeKey = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { id, arn } = keyOf(cloud, call, 'kms:DescribeKey');
  const key = cloud.region(call.region).kmsKeys[id];
  return {
    KeyMetadata: {
      AWSAccountId: cloud.spec.account,
      KeyId: id,
      Arn: arn,
      CreationDate: 1_700_000_000,
      Enabled: key?.state === 'Enabled',
      KeyState: key?.state,
      KeyManager: key?.manager,
      KeyUsage: 'ENCRYPT_DECRYPT',
      Origin: 'AWS_KMS',
    },
  };
};

const getKeyPolicy = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { id } = keyOf(cloud, call, 'kms:GetKeyPolicy');
  return { Policy: JSON.stringify(cloud.region(call.region).kmsKeys[id]?.policy ?? {}), PolicyName: 'default' };
};

/** KMS reads. */
export const kms = (cloud: Cloud): Operations => ({
  DescribeKey: (call) => describeKey(cloud, call),
  GetKeyPolicy: (call) => getKeyPolicy(cloud, call),
});
