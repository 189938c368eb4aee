// The receiver does not ask at its start whether the schema of its write side is one.
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { ATTEMPT } from '../../src/receiver/write-side.ts';

it.each(Object.entries(ATTEMPT))('has a whole schema for the %s of what is registered', (_, schema) => {
  const ajv = new Ajv({ strict: true });
  expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null]);
});
