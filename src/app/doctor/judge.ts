// What each look at the surroundings means for a run. Pure: looks in, rows out.
import type { Unseen } from '../../core/observation.ts';
import type { Surrounding } from '../../core/surroundings.ts';
import type { PortLook, PortPlace } from '../../world/surroundings/port.ts';
import type { ResolverLook } from '../../world/surroundings/resolver.ts';
import { tlsWords } from '../../text/tls-fault.ts';

/** What a look means by itself. */
export interface Row extends Omit<Surrounding, 'id' | 'what' | 'cause'> {
  /** A name that DNS did not give: one such row is the cause of the next. */
  readonly nameless?: true;
  /** The row that this one follows from, by its id. */
  readonly cause?: string;
}

const ok = (seen: string): Row => ({ state: 'ok', seen, act: null, owner: null });
const row = (state: 'warn' | 'blocked' | 'unseen', seen: string, act: string, owner: Surrounding['owner']): Row => ({
  state,
  seen,
  act,
  owner,
});

const NETWORK = 'network admin' as const;
const ENGINEER = 'implementation engineer' as const;

/** The AWS SDK takes its leave of Node 20 in January 2027; Node itself did in April 2026. */
const OLDEST_KEPT = 22;

/** `version` as `process.version` has it. */
export const judgeNode = (version: string): Row =>
  Number(/^v(\d+)/.exec(version)?.[1]) >= OLDEST_KEPT
    ? ok(version)
    : row(
        'warn',
        `${version}: it gets no security updates any more, and the AWS SDK leaves it in January 2027.`,
        'Install Node 24, which also starts certify quickest.',
        ENGINEER,
      );

const MINUTE = 60_000;

/** AWS refuses signatures that are five minutes off. `offsetMs`: this machine before AWS; null: AWS's time was not seen. */
export const judgeClock = (offsetMs: number | null): Row => {
  if (offsetMs === null) return row('unseen', 'AWS, whose time counts, was not reached.', 'Mend the way to AWS first.', null);
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const seen = seconds <= 2 ? 'agrees with AWS’s' : `${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} AWS’s`;
  if (Math.abs(offsetMs) < MINUTE) return ok(seen);
  const act = 'Set this machine’s clock by NTP (on systemd: timedatectl set-ntp true).';
  return Math.abs(offsetMs) < 4 * MINUTE
    ? row('warn', `${seen}; from five minutes on AWS refuses every signature.`, act, ENGINEER)
    : row('blocked', `${seen}: AWS refuses every signature.`, act, ENGINEER);
};

/** Names that do not resolve here: a matter of DNS, or of a proxy that would look them up. */
const NAMELESS = /^(ENOTFOUND|EAI_)/;
const nameless = (host: string, viaProxy: boolean): Row => ({
  ...row(
    'blocked',
    `${host} ${host.includes(',') ? 'do' : 'does'} not resolve here.`,
    `Have the resolver of this machine look up outside names${viaProxy ? ', or name the proxy that does in HTTPS_PROXY' : ''}; correct the name if it is misspelt.`,
    NETWORK,
  ),
  nameless: true,
});

/** What was not looked at, because of another row. */
export const notLookedAt = (cause: string): Row => ({ state: 'unseen', seen: 'not looked at', act: null, owner: null, cause });

/** The hosts of a region: one that AWS does not have has none. `doubt`: what is doubtful of the region. */
export const judgeRegion = (told: Row, doubt: string | null): Row =>
  doubt === null || told.nameless !== true ? told : { ...told, seen: `${told.seen} ${doubt}` };

const unseenRow = (unseen: Unseen, host: string): Row => {
  if (NAMELESS.test(unseen.code)) return nameless(host, true);
  const kind = unseen.state === 'unreachable' || unseen.state === 'failed' ? unseen.kind : undefined;
  if (unseen.code === 'PROXY_ENOTFOUND') return row('blocked', unseen.message, 'Correct the host in HTTPS_PROXY.', ENGINEER);
  if (kind === 'proxy') {
    return row(
      'blocked',
      unseen.message,
      `Have the proxy let ${host} through, or correct HTTPS_PROXY (its login, its port).`,
      NETWORK,
    );
  }
  const tls = tlsWords(unseen.code);
  if (tls !== null) {
    return row(
      'blocked',
      `${host} ${tls} (${unseen.code}): TLS is inspected on the way, or the fault is its own.`,
      `Except ${host} from the inspection, or name the inspecting authority: NODE_EXTRA_CA_CERTS=/path/authority.pem.`,
      NETWORK,
    );
  }
  return row('blocked', unseen.message, `Open TCP 443 to ${host}, or name the proxy that leads there in HTTPS_PROXY.`, NETWORK);
};

/** Hosts over https; each with null (an answer came, whatever it says) or why none came. */
export const judgeHttps = (looks: readonly { readonly host: string; readonly unseen: Unseen | null }[]): Row => {
  const shut = looks.filter((one): one is { host: string; unseen: Unseen } => one.unseen !== null);
  const [first] = shut;
  if (first === undefined) return ok(looks.map(({ host }) => host).join(', '));
  const told = unseenRow(first.unseen, shut.map(({ host }) => host).join(', '));
  return looks.length === 1 || shut.length === looks.length
    ? told
    : { ...told, seen: `${shut.length} of ${looks.length} hosts: ${told.seen}` };
};

/** What a resolver does that gives no answer. */
const SHUT: { readonly [outcome: string]: string } = {
  timeout: 'does not answer',
  ECONNREFUSED: 'refuses the connection',
  CLOSED_BY_SERVER: 'closes the connection',
};

/** One row for UDP and one for TCP; `which` picks. */
export const judgeResolvers = (looks: readonly ResolverLook[], which: 'udp' | 'tcp'): Row => {
  if (looks.length === 0) {
    return row('unseen', 'No resolver by port 53 is named.', 'Nothing, where the profile names resolvers over HTTPS.', null);
  }
  const shut = looks.filter((look) => look[which] !== null);
  const [first] = shut;
  const name = which.toUpperCase();
  if (first === undefined) return ok(looks.map(({ server }) => server).join(', '));
  const servers = shut.map(({ server }) => server).join(', ');
  const why = SHUT[first[which] ?? ''] ?? `cannot be asked (${first[which] ?? ''})`;
  const purpose = which === 'tcp' ? ' Long TXT records (DKIM keys, SPF) come over TCP alone.' : '';
  const act = `Open ${name} 53 to ${servers}, or name resolvers that answer in dns.resolvers.`;
  return row(shut.length < looks.length ? 'warn' : 'blocked', `${servers} ${why} over ${name}.${purpose}`, act, NETWORK);
};

/** `server`: a name server outside that was asked; null: none could be found to ask. */
export const judgeAuthority = (server: string | null, why: string | null): Row => {
  if (server === null) return row('unseen', 'No name server was found to ask.', 'Mend the resolvers first.', null);
  if (why === null) return ok(`${server} answered`);
  return row(
    'warn',
    `The name server ${server} ${why}: only the own resolvers may be asked here, whose caches can hide what was just changed.`,
    'Open UDP and TCP 53 outward; else set dns.authoritative: false, and wait out the TTL after each change.',
    NETWORK,
  );
};

const NOT_MAIL = /^(HTTP|SSH-|RFB |RTSP)/;

/** What a port that mail needs answered. */
export const judgePort = (place: PortPlace, look: PortLook): Row => {
  const at = `${place.host}:${place.port}`;
  switch (look.state) {
    case 'open':
      if (place.begins === 'greets' && !/^(220|\* OK)/.test(look.said)) {
        const what = NOT_MAIL.test(look.said) ? 'another protocol answers' : 'no mail server greets';
        return row(
          'blocked',
          `At ${at} ${what}: ${look.said}`,
          `Correct host and port; ask what stands between here and ${at}.`,
          NETWORK,
        );
      }
      return ok(`${at} (${look.said.slice(0, 60)})`);
    case 'untrusted':
      return row(
        'blocked',
        `${at} shows a certificate that is not trusted here (${look.code}${look.issuer === null ? '' : `, from ${look.issuer}`}).`,
        `Except ${at} from the inspection of TLS, or name its authority in trust.caFile.`,
        NETWORK,
      );
    case 'mute':
      return row(
        'blocked',
        `${at} takes the connection and then sends ${look.said}: a firewall between answers for it, or the port speaks something else.`,
        `Have the firewall let TCP ${place.port} to ${place.host} through unchanged.`,
        NETWORK,
      );
    case 'closed':
      if (NAMELESS.test(look.code)) return nameless(place.host, false);
      return row('blocked', `${at} cannot be reached (${look.code}).`, `Open TCP ${place.port} to ${place.host}.`, NETWORK);
  }
};

/** `path` of NODE_EXTRA_CA_CERTS or trust.caFile; null: none is named. `held`: certificates in it; null: it cannot be read. */
export const judgeRoots = (path: string | null, held: number | null, builtIn: number): Row => {
  if (path === null) return ok(`the ${builtIn} public authorities of Node`);
  if (held !== null && held > 0) return ok(`the ${builtIn} public authorities of Node, and ${held} of ${path}`);
  const seen = held === null ? `${path} cannot be read` : `${path} holds no certificate`;
  return row(
    'blocked',
    `${seen}: what it should vouch for is not trusted.`,
    `Put the authority there as PEM, or unset what names ${path}.`,
    ENGINEER,
  );
};

/** `why`: the system's code; null: it can be written. */
export const judgeWritable = (directory: string, why: string | null): Row =>
  why === null
    ? ok(directory)
    : row(
        'blocked',
        `${directory} cannot be written (${why}).`,
        why === 'ENOSPC' ? 'Make room on that disk.' : 'Give this user the right to write there, or name another directory.',
        ENGINEER,
      );

/**
 * The rows in their order. Where names do not resolve, the first row that shows it, or the resolvers themselves, are the cause of every
 * other: it alone says what has to be done.
 */
export const withCauses = (rows: readonly (Row & Pick<Surrounding, 'id' | 'what'>)[]): readonly Surrounding[] => {
  const resolvers = rows.find(({ id, state }) => id === 'dns-udp' && state === 'blocked');
  const root = resolvers ?? rows.find((one) => one.nameless === true);
  return rows.map(({ nameless: isNameless, ...told }) =>
    isNameless === true && root !== undefined && told.id !== root.id
      ? { ...told, act: null, owner: null, cause: root.id }
      : { ...told, cause: told.cause ?? null },
  );
};
