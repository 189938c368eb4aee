// Every line that a page tells people to type is typed here, in surroundings like the reader's, against the lab; what the page shows of
// the answer is what was printed. UPDATE_GOLDEN=1 writes what is shown anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../cli/certify.ts';
import { ELSEWHERE, NOT_PRINTED } from './elsewhere.ts';
import { instead, isExcerpt, notPrinted } from './shown.ts';
import { Surroundings } from './surroundings.ts';
import { isTyped, PAGES, type Part, partsOf, type Typed } from './typed.ts';

const surroundings = new Surroundings();
afterAll(() => surroundings.stop());

const elsewhere = ({ command }: Typed) => ELSEWHERE.find(([begins]) => begins.test(command));
const drawn = (part: Part) => NOT_PRINTED.find(([page, begins]) => page === part.page && part.shown[0]?.startsWith(begins));

const rewrite = ({ page, shown }: Part, printed: string): void => {
  const path = join(ROOT, page);
  const old = shown.join('\n');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(`\n${old}\n`, () => `\n${instead(shown, printed).join('\n')}\n`),
  );
};

/** A blocker of the world that the line names is 1, what nobody can see there 3: both are answers. */
const ANSWERS = [0, 1, 3];

const faultsOf = async (page: string): Promise<readonly string[]> => {
  const faults: string[] = [];
  const printed: string[] = [];
  for (const part of partsOf(page)) {
    const at = `${part.page}:${part.line}`;
    if (!isTyped(part)) {
      if (!drawn(part) && !isExcerpt(part.shown, printed)) faults.push(`${at} shows what nothing on the page printed`);
      continue;
    }
    if (elsewhere(part)) continue;
    const place = await surroundings.of(page);
    const ran = await place.type(part.command);
    printed.push(ran.stderr + ran.stdout);
    if (!ANSWERS.includes(ran.exitCode ?? -1)) faults.push(`${at} ends with ${ran.exitCode}: ${part.command}\n${ran.stderr}`);
    if (part.shown.length === 0) continue;
    const said = part.shown.includes('…') ? ran.stderr + ran.stdout : ran.stdout;
    const wrong = notPrinted(part.shown, said);
    if (wrong === null) continue;
    if (process.env['UPDATE_GOLDEN'] === '1') rewrite(part, said);
    else faults.push(`${at} shows what was not printed:\n${wrong.join('\n')}\nprinted:\n${said}`);
  }
  return faults;
};

describe.concurrent('a page', () => {
  it.each(PAGES.filter((page) => partsOf(page).length > 0))(
    '%s is as certify is',
    async (page) => {
      const faults = await faultsOf(page);
      if (faults.length > 0) throw new Error(faults.join('\n\n'));
    },
    240_000,
  );
});

it('leaves out no more than is named, and why', () => {
  const parts = PAGES.flatMap((page) => partsOf(page));
  const typed = parts.filter(isTyped);
  expect(ELSEWHERE.filter(([begins]) => !typed.some(({ command }) => begins.test(command)))).toEqual([]);
  expect(NOT_PRINTED.filter((one) => !parts.some((part) => drawn(part) === one))).toEqual([]);
  expect(typed.filter(elsewhere).length).toBeLessThan(typed.length / 8);
});
