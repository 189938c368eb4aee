// Every SMTP scenario of the lab ends as it declares; a file a provider, so that two workers share them.
import { afterAll, describe, it } from 'vitest';
import { endsAsDeclared, scenariosOf } from './scenario-run.ts';
import { foldAccepted } from './verdicts.ts';

afterAll(foldAccepted);

describe('the lab scenario', () => {
  it.concurrent.each(scenariosOf('SMTP'))('%s ends as declared, and is judged the same from disk', endsAsDeclared);
});
