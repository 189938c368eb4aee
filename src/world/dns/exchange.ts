// One try at one server: EDNS and the way back from it, TCP on truncation, the name in random case; or HTTPS, which needs none of these.
import { type Query, type Question, queryOf } from './query.ts';
import { isTruncated, RCODE, readReply } from './reply.ts';
import type { HttpsDoor } from './https.ts';
import { type HttpsServer, isOverHttps, type Server } from './servers.ts';
import { overTcp } from './tcp.ts';
import type { DnsTranscript, Exchanged, Transport } from './transcript.ts';
import { GIVEN_UP, type Heard, overUdp } from './udp.ts';

/** What has been learnt about a server in this process. */
export interface Habits {
  edns: boolean;
  /** False once it was seen to answer in a case of its own. */
  mixedCase: boolean;
  /** It has answered something, so that a silence is about the question. */
  answered: boolean;
  /** It let every try of a question pass, and had never answered anything: nobody waits for it again. */
  dead: boolean;
  /** False once it let a connection over TCP pass without an answer: the next long answer is not waited for. */
  tcp: boolean;
}

export interface Line {
  readonly signal: AbortSignal;
  readonly transcript: DnsTranscript;
  habitsOf(server: Server): Habits;
  readonly https: HttpsDoor;
}

const noAnswer = (
  heard: Exclude<Heard, { kind: 'message' }>,
  server: Server,
  transport: Transport,
  timeoutMs: number,
): Exchanged => {
  const failure = { kind: 'failure', transport, server } as const;
  if (heard.kind === 'unreachable' && heard.code === GIVEN_UP)
    return { ...failure, outcome: 'unreachable', detail: 'was no longer waited for' };
  if (heard.kind === 'unreachable')
    return { ...failure, outcome: 'unreachable', detail: `cannot be reached over ${transport.toUpperCase()} (${heard.code})` };
  const foreign = heard.foreign > 0 ? `; ${String(heard.foreign)} packets that answer another question were ignored` : '';
  if (heard.unreadable > 0)
    return {
      ...failure,
      outcome: 'malformed',
      detail: `sent ${String(heard.unreadable)} packets that are no DNS messages${foreign}`,
    };
  return {
    ...failure,
    outcome: 'timeout',
    detail: `did not answer over ${transport.toUpperCase()} within ${String(timeoutMs)} ms${foreign}`,
  };
};

const read = (message: Buffer, server: Server, transport: Transport): Exchanged => {
  const reply = readReply(message);
  if (reply !== null) return { kind: 'reply', reply, transport, server };
  return {
    kind: 'failure',
    outcome: 'malformed',
    detail: `sent an answer of ${String(message.length)} octets that cannot be read`,
    transport,
    server,
  };
};

const askOverTcp = async (line: Line, server: Server, query: Query, timeoutMs: number): Promise<Exchanged> => {
  line.transcript.asked(server, query, 'tcp');
  const heard = await overTcp(server, query, timeoutMs, line.signal);
  const result = heard.kind === 'message' ? read(heard.message, server, 'tcp') : noAnswer(heard, server, 'tcp', timeoutMs);
  line.transcript.answered(query, result);
  return result;
};

/** Its own outcome: a firewall that lets only UDP 53 through breaks long TXT records alone. */
const askForWhole = async (line: Line, server: Server, query: Query, timeoutMs: number): Promise<Exchanged> => {
  const habits = line.habitsOf(server);
  const failure = { kind: 'failure', outcome: 'no-tcp', transport: 'tcp', server } as const;
  const long = 'answers over UDP that the answer is too long for it, and';
  if (!habits.tcp) return { ...failure, detail: `${long} did not answer over TCP before` };
  const whole = await askOverTcp(line, server, query, timeoutMs);
  if (whole.kind === 'reply' || line.signal.aborted) return whole;
  if (whole.outcome === 'malformed') return { ...whole, detail: `${long} ${whole.detail}` };
  habits.tcp = false;
  return { ...failure, detail: `${long} ${whole.detail}` };
};

const askOverUdp = async (line: Line, server: Server, query: Query, timeoutMs: number): Promise<Exchanged> => {
  line.transcript.asked(server, query, 'udp');
  const heard = await overUdp(server, query, timeoutMs, line.signal);
  if (heard.kind !== 'message') {
    const result = noAnswer(heard, server, 'udp', timeoutMs);
    line.transcript.answered(query, result);
    return result;
  }
  line.habitsOf(server).answered = true;
  if (isTruncated(heard.message)) {
    line.transcript.truncated(server, query);
    return askForWhole(line, server, query, timeoutMs);
  }
  const result = read(heard.message, server, 'udp');
  line.transcript.answered(query, result);
  return heard.sameCase ? result : confirmCase(line, server, query, timeoutMs, result);
};

/** The name came back in another case: a server with that habit, or a forger who had to guess. TCP tells. */
const confirmCase = async (
  line: Line,
  server: Server,
  query: Query,
  timeoutMs: number,
  doubtful: Exchanged,
): Promise<Exchanged> => {
  line.habitsOf(server).mixedCase = false;
  const confirmed = await askOverTcp(line, server, query, timeoutMs);
  return confirmed.kind === 'reply' ? confirmed : doubtful;
};

const askOverHttps = async (line: Line, server: HttpsServer, query: Query, timeoutMs: number): Promise<Exchanged> => {
  line.transcript.asked(server, query, 'https');
  const heard = await line.https.ask(server, query, timeoutMs, line.signal);
  const result: Exchanged =
    heard.kind === 'message'
      ? read(heard.message, server, 'https')
      : heard.kind === 'http'
        ? { ...heard, kind: 'failure', transport: 'https', server }
        : noAnswer(heard, server, 'https', timeoutMs);
  line.transcript.answered(query, result);
  if (heard.kind !== 'timeout') line.habitsOf(server).answered = true;
  return result;
};

const REFUSES_EDNS: ReadonlySet<number> = new Set([RCODE.FORMERR, RCODE.NOTIMP, RCODE.BADVERS]);

/** Asks one server once; without EDNS when the server (or `plain`) asks for that. Never rejects. */
export const exchange = async (
  line: Line,
  server: Server,
  question: Question,
  timeoutMs: number,
  plain: boolean,
): Promise<Exchanged> => {
  if (isOverHttps(server)) {
    return askOverHttps(line, server, queryOf(question, { edns: !plain, mixedCase: false, id: 0 }), timeoutMs);
  }
  const habits = line.habitsOf(server);
  const edns = habits.edns && !plain;
  const first = await askOverUdp(line, server, queryOf(question, { edns, mixedCase: habits.mixedCase }), timeoutMs);
  if (!edns || first.kind !== 'reply' || !REFUSES_EDNS.has(first.reply.rcode)) return first;
  // RFC 6891 §7: such an answer may mean the OPT record, so the question is asked again without it.
  const second = await askOverUdp(line, server, queryOf(question, { edns: false, mixedCase: habits.mixedCase }), timeoutMs);
  if (second.kind === 'reply' && !REFUSES_EDNS.has(second.reply.rcode)) habits.edns = false;
  return second.kind === 'reply' ? second : first;
};
