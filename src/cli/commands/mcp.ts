// certify mcp
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { ErrorCode, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { Gate } from '../../masking/gate.ts';
import type { JsonValue } from '../../core/json.ts';
import { maskFact, NO_MASK_CONTEXT } from '../../masking/mask.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { defineCommand } from '../command.ts';
import { refusedOf, tell } from '../failure.ts';
import { answerOf, type Surroundings, type Tool, TOOLS } from '../mcp-tools.ts';
import { list, textOr } from '../options.ts';
import * as shared from '../shared-options.ts';
import { say } from '../say.ts';
import { untilStopped } from '../until-stopped.ts';

/** What went wrong in a tool is its answer: the server goes on. */
const asToolError = (error: unknown) => {
  const { message, fix } = tell(error);
  const refused: unknown = JSON.parse(refusedOf('mcp', error).json);
  const text = forTerminal(`${message}\n${fix}`);
  return { isError: true, content: [{ type: 'text' as const, text }], structuredContent: refused as { [key: string]: unknown } };
};

/** What the SDK itself says of a call repeats names and values that were given. */
const masked = (message: JSONRPCMessage): JSONRPCMessage => {
  const told = message as { readonly result?: { readonly isError?: unknown } };
  if (!('error' in message) && told.result?.isError !== true) return message;
  const { id } = message as { readonly id?: string | number };
  const clean = maskFact(JSON.parse(JSON.stringify(message)) as JsonValue, NO_MASK_CONTEXT);
  return { ...(clean as object), ...(id === undefined ? {} : { id }) } as JSONRPCMessage;
};

/** All that the server says: answers, errors of tools, and those of the protocol itself, which tools never see. */
class GatedTransport extends StdioServerTransport {
  readonly #gate: Gate;

  constructor(gate: Gate) {
    super();
    this.#gate = gate;
  }

  override send(given: JSONRPCMessage): Promise<void> {
    const message = masked(given);
    try {
      this.#gate.check(JSON.stringify(message), 'the answer');
      return super.send(message);
    } catch (error) {
      if (!('id' in message) || message.id === undefined) return Promise.resolve();
      const about = { jsonrpc: '2.0', id: message.id } as const;
      if ('result' in message) return super.send({ ...about, result: asToolError(error) });
      return super.send({ ...about, error: { code: ErrorCode.InternalError, message: tell(error).message } });
    }
  }
}

/** A secret that was read once stays one: the gates of all profiles so far. A profile that is read again replaces its own. */
const serversGate = () => {
  const gates = new Map<string, Gate>();
  const check: Gate['check'] = (text, sink) => {
    for (const gate of gates.values()) gate.check(text, sink);
  };
  const armFor = (given: object) => (gate: Gate) => void gates.set('profile' in given ? String(given.profile) : '', gate);
  return { gate: { check }, armFor };
};

/** Answers under way: who closes stdin after a question still gets them. */
type Open = Set<Promise<unknown>>;

interface Serving {
  readonly around: Surroundings;
  readonly gates: ReturnType<typeof serversGate>;
  readonly open: Open;
}

const offer = (server: McpServer, tool: Tool, { around, gates, open }: Serving): void => {
  const { name, title, description, input, asksOthers } = tool;
  const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: asksOthers };
  server.registerTool(name, { title, description, inputSchema: input, annotations }, async (given, { signal }) => {
    const answered = answerOf(tool, given, around, { arm: gates.armFor(given), gate: () => gates.gate, signal });
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
  description: 'serve the read-only commands to AI assistants (MCP over stdio)',
  args: {},
  options: {
    root: textOr('--root <dir>', 'the directory of profiles and messages that tools may read', '.'),
    resolver: list('--resolver <where>', 'ask this resolver about domains: host, host:port, or https URL; repeatable'),
    evidenceDir: shared.evidenceDir,
  },
  examples: ['certify mcp', 'certify mcp --root gyms --evidence-dir evidence'],
  run: async ({ options: { root, resolver, evidenceDir } }, { io, setting, signal }) => {
    const server = new McpServer({ name: 'certify', version: setting.version });
    const around = { setting, root, evidenceDir, resolvers: resolver };
    const open: Open = new Set();
    const gates = serversGate();
    io.arm(gates.gate);
    for (const tool of TOOLS) offer(server, tool, { around, gates, open });
    const asked = resolver.length === 0 ? 'the system’s resolver' : resolver.join(', ');
    say(
      io,
      `certify mcp: ${TOOLS.length} tools that only read; files below ${root}, records in ${evidenceDir}, DNS by ${asked}.`,
    );
    if (process.stdin.isTTY) say(io, 'An assistant starts this and speaks to it in JSON (docs/mcp.md). Ctrl-C ends it.');
    const left = new Promise<void>((resolve) => {
      if (process.stdin.readableEnded) resolve();
      process.stdin.once('end', resolve).once('close', resolve);
    });
    const ended = Promise.race([left, untilStopped(signal)]);
    await server.connect(new GatedTransport(gates.gate));
    await ended;
    if (!signal.aborted) await Promise.allSettled(open);
    // What was answered last is on its way through the transport.
    await new Promise((resolve) => setImmediate(resolve));
    await server.close();
    process.stdin.pause();
    return 0;
  },
});
