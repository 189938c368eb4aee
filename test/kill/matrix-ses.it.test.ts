// An SES run that is killed sends at most once and ends right.
import { describe } from 'vitest';
import { kills } from './cases.ts';

describe('an ses run that is killed', () => kills('ses'));
