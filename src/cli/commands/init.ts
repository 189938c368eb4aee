// certify init [file]: asks, checks each answer at once, and writes a commented profile and an empty extraction sheet.
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { initAnswers, initQuestions } from '../../profile/init-questions.ts';
import { renderProfile } from '../../profile/init.ts';
import { loadProfile } from '../../profile/load.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Run } from '../command.ts';
import { ask, fromFlags, providerOf } from '../init-ask.ts';
import { blankSheet } from '../../evidence/sheet-rows.ts';
import { readRunbook } from '../runbooks.ts';

/** What is still to be filled in, a line each; empty when the profile loads. */
const remaining = (text: string, path: string): readonly string[] => {
  try {
    loadProfile({ text, path, directory: dirname(resolve(path)) });
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message.split('\n');
  }
};

export const run: Run = async (invocation) => {
  const { args, flags, io, root } = invocation;
  const path = args[0] ?? 'gym.yaml';
  const files = createFiles();
  if (await files.exists(path)) {
    throw new UsageError({
      code: 'file-exists',
      message: `${path} is there already.`,
      fix: 'Name another file, or edit this one.',
    });
  }
  const provider = await providerOf(invocation);
  const questions = initQuestions(provider);
  const given = fromFlags(flags, questions);
  const { sender, region } = given;
  if (provider === 'SES' && sender !== undefined && region !== undefined) {
    const { asAnswers, discover } = await import('../init-discover.ts');
    const found = await discover(invocation, sender, region);
    for (const [key, answer] of Object.entries(asAnswers(found))) given[key] ??= answer;
    for (const one of found.unseen) io.err(`Not seen: ${forTerminal(one)}\n`);
  }
  for (const question of io.interactive ? questions : []) given[question.key] ??= await ask(question, given, invocation);
  if (given['tenant'] === undefined) {
    throw new UsageError({
      code: 'tenant-missing',
      message: 'The gym has no name yet.',
      fix: 'Give it with --answer tenant=main-gym.',
    });
  }
  const answers = initAnswers(provider, given, new Date().toISOString().slice(0, 10));
  const text = renderProfile(answers);
  await files.writeAtomic(path, text);
  const sheet = join(dirname(path), 'extraction.yaml');
  const runbook = await readRunbook(root, provider.toLowerCase());
  const hasSheet = await files.exists(sheet);
  if (!hasSheet)
    await files.writeAtomic(sheet, blankSheet(runbook, `${provider.toLowerCase()}-${answers.tenant}`, answers.ticket ?? null));
  const open = remaining(text, path);
  if (flags['json'] === true)
    io.out(`${JSON.stringify({ schema: 'certify.init/1', profile: path, sheet, remaining: open }, null, 2)}\n`);
  else {
    io.out(`Wrote ${forTerminal(path)}${hasSheet ? '' : ` and ${forTerminal(sheet)}`}.\n`);
    for (const one of open) io.out(`  ${forTerminal(one)}\n`);
    io.out(`Next: ${open.length > 0 ? 'fill these in, then run ' : ''}certify check ${forTerminal(path)}\n`);
  }
  return 0;
};
