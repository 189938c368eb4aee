// What DNS, AWS and a relay say may be written to act on whoever reads it: in every output it is text and nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startLab } from '../../src/lab/lab.ts';
import { loadScenario } from '../../src/lab/scenario/scenario.ts';
import type { Scenario } from '../../src/lab/scenario/types.ts';
import { document, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

/** `MARK` shows that it came through. */
const TEXT =
  'MARK \u001b[2J\u001b]0;title\u0007 \u009b31m \u202egnp.exe \u200b <script>alert(1)</script><img src=x onerror=alert(1)> ' +
  '[click](javascript:alert(1)) `code` | cell =HYPERLINK(1) ]]></failure> ::set-output name=a::b ##[error]x \r\n::error::x';
/** In a zone line it stands between quotes. */
const RECORD = `v=DMARC1; p=none; x=${TEXT.replaceAll(/[\r\n]/g, ' ')}`;

const said = (scenario: Scenario, from: RegExp, to: string): Scenario =>
  JSON.parse(JSON.stringify(scenario).replace(from, JSON.stringify(to).slice(1, -1))) as Scenario;

const hostile = (name: string): Scenario => {
  const scenario = said(loadScenario(ROOT, name), /v=DMARC1; p=reject[^"\\]*/, RECORD);
  const fault = {
    service: 'ses',
    operation: 'GetAccount',
    error: 'AccessDeniedException',
    status: 400,
    message: TEXT,
    times: null,
  };
  return scenario.smtp === null
    ? { ...scenario, faults: [fault] }
    : { ...scenario, smtp: { ...scenario.smtp, banner: TEXT.replaceAll(/[\r\n]/g, ' ') } };
};

/** Every line feed is ours; no other control character, and nothing that reorders or hides. */
const acting = (text: string): readonly string[] => text.match(/(?![\n\t])[\p{Cc}\p{Cf}]/gu) ?? [];

it.each(['healthy-ses', 'healthy-smtp'])('in a hostile world of %s every output is plain text', async (name) => {
  using home = temporary();
  const lab = await startLab({ scenario: hostile(name), stateDir: join(home.path, 'state'), root: ROOT });
  try {
    lab.writeProfile(join(home.path, 'gym.yaml'));
    const kinds = ['html', 'markdown', 'junit', 'json'];
    const look = ['check', join(home.path, 'gym.yaml'), '--evidence-dir', join(home.path, 'evidence'), '--operator', 'me'];
    const report = (kind: string): string => join(home.path, `report.${kind}`);
    const ran = await certifyWarm(
      [...look, '--verbose', '--transcript', ...kinds.flatMap((kind) => ['--report', `${kind}=${report(kind)}`])],
      { env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(home.path, 'summary.md') } },
    );
    expect([0, 1, 3]).toContain(ran.exitCode);
    const json = await certifyWarm([...look, '--json']);
    const id = document(json).evidence?.id ?? '';
    const shown = await certifyWarm(['evidence', 'show', id, '--verbose', '--evidence-dir', join(home.path, 'evidence')]);
    const outputs = {
      stdout: ran.stdout,
      stderr: ran.stderr,
      json: json.stdout,
      shown: shown.stdout,
      summary: readFileSync(join(home.path, 'summary.md'), 'utf8'),
      ...Object.fromEntries(kinds.map((kind) => [kind, readFileSync(report(kind), 'utf8')])),
    } as { readonly [output: string]: string };
    expect(Object.values(outputs).join('')).toContain('MARK');
    for (const [output, text] of Object.entries(outputs)) {
      expect([output, acting(text)]).toEqual([output, []]);
      // The workflow commands that certify writes itself are annotations, one line each.
      expect([output, text.split('\n').filter((line) => /^::(?!error |warning |notice )|^##\[/.test(line))]).toEqual([
        output,
        [],
      ]);
    }
    for (const output of ['html', 'junit']) expect(outputs[output]).not.toMatch(/<script>alert|<img src=x/);
    const outsideCode = (text = ''): string => text.replaceAll(/^(`{3,})[\s\S]*?^\1$|(`+)(?!`)[\s\S]*?[^`]\2(?!`)/gm, '');
    for (const output of ['markdown', 'summary'])
      expect(outsideCode(outputs[output])).not.toMatch(/<script>alert|<img src=x|(?<!\\)\]\(javascript/);
  } finally {
    await lab.stop();
  }
});
