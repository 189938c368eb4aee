// An SMTP run that is killed sends at most once and ends right.
import { describe } from 'vitest';
import { kills } from './cases.ts';

describe('an smtp run that is killed', () => kills('smtp'));
