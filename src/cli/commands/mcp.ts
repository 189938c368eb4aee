// certify mcp
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { forTerminal } from '../../masking/neutral.ts';
import { defineCommand } from '../command.ts';
import { refusedOf, tell } from '../failure.ts';
import { answerOf, type Surroundings, type Tool, TOOLS } from '../mcp-tools.ts';
import { list, textOr } from '../options.ts';
import * as shared from '../shared-options.ts';

/** What went wrong in a tool is its answer: the server goes on. */
const asToolError = (error: unknown) => {
  const { message, fix } = tell(error);
  const refused: unknown = JSON.parse(refusedOf('mcp', error).json);
  const text = forTerminal(`${message}\n${fix}`);
  return { isError: true, content: [{ type: 'text' as const, text }], structuredContent: refused as { [key: string]: unknown } };
};

/** Answers under way: who closes stdin after a question still gets them. */
type Open = Set<Promise<unknown>>;

const offer = (server: McpServer, tool: Tool, around: Surroundings, open: Open): void => {
  const { name, title, description, input, asksOthers } = tool;
  const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: asksOthers };
  server.registerTool(name, { title, description, inputSchema: input, annotations }, async (given, { signal }) => {
    const answered = answerOf(tool, given, around, signal);
    open.add(answered);
    try {
      const { text, data } = await answered;
      return { content: [{ type: 'text' as const, text }], structuredContent: { ...data } };
    } catch (error) {
      return asToolError(error);
    } finally {
      open.delete(answered);
    }
  });
};

export const command = defineCommand({
  description: 'give assistants the read-only commands (MCP over stdio)',
  args: {},
  options: {
    root: textOr('--root <dir>', 'where profiles and messages that a tool may read lie', '.'),
    resolver: list('--resolver <where>', 'ask this resolver about domains: host, host:port, or https URL; repeatable'),
    evidenceDir: shared.evidenceDir,
  },
  examples: ['certify mcp', 'certify mcp --root gyms --evidence-dir evidence'],
  run: async ({ options: { root, resolver, evidenceDir } }, { io, setting, signal }) => {
    const server = new McpServer({ name: 'certify', version: setting.version });
    const around = { setting, root, evidenceDir, resolvers: resolver };
    const open: Open = new Set();
    for (const tool of TOOLS) offer(server, tool, around, open);
    const asked = resolver.length === 0 ? 'the system’s resolver' : resolver.join(', ');
    io.err(
      `certify mcp: ${TOOLS.length} tools that only read; files below ${root}, records in ${evidenceDir}, DNS by ${asked}.\n`,
    );
    const ended = new Promise<void>((resolve) => {
      if (process.stdin.readableEnded) resolve();
      process.stdin.once('end', resolve).once('close', resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.connect(new StdioServerTransport());
    await ended;
    if (!signal.aborted) await Promise.allSettled(open);
    // What was answered last is on its way through the transport.
    await new Promise((resolve) => setImmediate(resolve));
    await server.close();
    process.stdin.pause();
    return 0;
  },
});
