// A profile that the lab wrote says nothing while the lab is stopped: told as that, before every party is told unreachable.
import { UsageError } from '../../core/errors.ts';
import type { Places } from '../../core/places.ts';
import { isLoopbackHost } from '../../text/host-address.ts';
import { isListening } from '../../world/listening.ts';

const ofUrl = (url: string): readonly [string, number] | null => {
  if (!URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  return [hostname.replace(/^\[|\]$/g, ''), port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)];
};

const partiesOf = ({ ses, relay, callbackUrl, ledger }: Places): readonly (readonly [string, number])[] => {
  const endpoints: readonly (string | undefined | null)[] = Object.values(ses?.endpoints ?? {});
  const urls = [...endpoints, callbackUrl, ledger.baseUrl].filter((url) => typeof url === 'string');
  const relays = relay === null ? [] : [[relay.host, relay.port] as const];
  return [...urls.map(ofUrl).filter((one) => one !== null), ...relays].filter(([host]) => isLoopbackHost(host));
};

/** UsageError when none of the lab's parties listens; one that is down by itself is for the checks to tell. */
export const refuseStoppedLab = async (places: Places, path: string): Promise<void> => {
  const parties = places.lab ? partiesOf(places) : [];
  for (const [host, port] of parties) if (await isListening(host, port)) return;
  if (parties.length === 0) return;
  throw new UsageError({
    code: 'lab-stopped',
    message: `${path} was written by the lab, and the lab is stopped: nothing listens at ${parties.map(([host, port]) => `${host}:${port}`).join(', ')}.`,
    fix: `Start it again in another terminal (\`certify lab up --write-profile ${path}\`), then run the same command again.`,
    place: { file: path },
  });
};
