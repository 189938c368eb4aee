// The generated part of docs/: a page a command and a page a check. `node scripts/docs.mjs` writes it; a test holds it current.
import { Command } from 'commander';
import { checks } from '../checks/index.ts';
import type { Runbook } from '../core/runbook.ts';
import { checkPage, type CheckPlace } from '../report/markdown/check-page.ts';
import type { CommandEntry } from './command.ts';
import { entries } from './entries.ts';

const placesOf = (id: string, runbooks: readonly Runbook[]): readonly CheckPlace[] =>
  runbooks.flatMap((runbook) =>
    runbook.steps
      .filter((step) => step.checks.includes(id))
      .map((step) => ({ runbook: runbook.id, step: step.id, title: step.title, gatesSend: step.gatesSend })),
  );

const cell = (text: string): string => text.replaceAll('|', '\\|');

const optionRows = (command: Command): readonly string[] =>
  command.options
    .filter((option) => !option.hidden)
    .map((option) => `| \`${cell(option.flags)}\` | ${cell(option.description)} |`);

const argumentRows = (command: Command): readonly string[] =>
  command.registeredArguments.map(
    (argument) =>
      `| \`${argument.required ? `<${argument.name()}>` : `[${argument.name()}]`}\` | ${cell(argument.description)} |`,
  );

const commandPage = (entry: CommandEntry): string => {
  const command = entry.flags(new Command(entry.name));
  const positional = argumentRows(command);
  return [
    `# certify ${entry.name}`,
    '',
    `${entry.description[0]?.toUpperCase() ?? ''}${entry.description.slice(1)}.`,
    '',
    ...(entry.examples.length === 0 ? [] : ['```console', ...entry.examples.map((one) => `$ ${one}`), '```', '']),
    ...(positional.length === 0 ? [] : ['| argument | |', '|---|---|', ...positional, '']),
    '| option | |',
    '|---|---|',
    ...optionRows(command),
    '',
  ].join('\n');
};

const indexPage = (title: string, rows: readonly (readonly [string, string, string])[]): string =>
  [`# ${title}`, '', ...rows.map(([name, file, says]) => `- [${name}](${file}): ${says}`), ''].join('\n');

/** Path below docs/ → text. */
export const documentation = (runbooks: readonly Runbook[]): ReadonlyMap<string, string> => {
  const pages = new Map<string, string>();
  for (const check of checks) pages.set(`checks/${check.id}.md`, checkPage(check, placesOf(check.id, runbooks)));
  for (const entry of entries) pages.set(`commands/${entry.name.replaceAll(' ', '-')}.md`, commandPage(entry));
  pages.set(
    'checks/README.md',
    indexPage(
      'Checks',
      checks.map((check) => [check.id, `${check.id}.md`, check.title]),
    ),
  );
  pages.set(
    'commands/README.md',
    indexPage(
      'Commands',
      entries.map((entry) => [`certify ${entry.name}`, `${entry.name.replaceAll(' ', '-')}.md`, entry.description]),
    ),
  );
  return pages;
};
