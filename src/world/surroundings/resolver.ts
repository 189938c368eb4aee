// Whether a resolver answers over UDP and over TCP: the same small question by both.
import { queryOf } from '../dns/query.ts';
import { resolversOf, type Server } from '../dns/servers.ts';
import { overTcp } from '../dns/tcp.ts';
import { type Heard, overUdp } from '../dns/udp.ts';

export interface ResolverLook {
  /** host:port. */
  readonly server: string;
  /** Null: it answered; else a code, or `timeout`. */
  readonly udp: string | null;
  readonly tcp: string | null;
}

const WAIT_MS = 4_000;

const faultOf = (heard: Heard): string | null =>
  heard.kind === 'message' ? null : heard.kind === 'timeout' ? 'timeout' : heard.code;

const lookAt = async (server: Server, name: string): Promise<ResolverLook> => {
  const signal = AbortSignal.timeout(2 * WAIT_MS);
  const query = () => queryOf({ name, type: 'NS', recursion: true }, { edns: true, mixedCase: false });
  const [udp, tcp] = await Promise.all([overUdp(server, query(), WAIT_MS, signal), overTcp(server, query(), WAIT_MS, signal)]);
  return { server: server.label, udp: faultOf(udp), tcp: faultOf(tcp) };
};

/** Each resolver that a run would ask (the given ones, else the system's). */
export const lookAtResolvers = (given: readonly string[], name: string): Promise<readonly ResolverLook[]> =>
  Promise.all(
    resolversOf(given)
      .filter(({ label }) => !label.includes('://'))
      .map((server) => lookAt(server, name)),
  );
