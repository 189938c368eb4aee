// One act of provisioning as the SDK asks for it: which client, and what its answer looks like.
import type { Act, Removal } from '../../core/provision.ts';
import type { ActsOf, Answer, Service } from './act-table.ts';
import { connectionTo, type ClientScope } from './clients.ts';
import { type Connection, spoken } from './connection.ts';

const open = async (service: Service, connection: Connection): Promise<ActsOf<Service>> => {
  if (service === 'ses') return (await import('./acts-ses.ts')).openSesActs(connection) as unknown as ActsOf<Service>;
  if (service === 'sns') return (await import('./acts-sns.ts')).openSnsActs(connection) as unknown as ActsOf<Service>;
  if (service === 'iam') return (await import('./acts-iam.ts')).openIamActs(connection) as unknown as ActsOf<Service>;
  return (await import('./acts-sqs.ts')).openSqsActs(connection) as unknown as ActsOf<Service>;
};

export interface Performer {
  readonly connectionFor: (act: Act | Removal) => Connection;
  /** Asks once; gives AWS's id of the request, and throws what the SDK throws. */
  ask(act: Act | Removal): Promise<string | null>;
  close(): Promise<void>;
}

const serviceOf = ({ action }: Act | Removal): Service => {
  const [service] = action.split(':');
  return service === 'iam' || service === 'sns' || service === 'sqs' ? service : 'ses';
};

/** A second request is asked by who knows that it may be: none is made here. */
const ATTEMPTS = 1;

export const openPerformer = (scope: ClientScope): Performer => {
  const opened = new Map<Service, Promise<ActsOf<Service>>>();
  const connectionFor = (act: Act | Removal): Connection => {
    const service = serviceOf(act);
    return connectionTo(service === 'ses' ? 'sesv2' : service, scope, ATTEMPTS);
  };
  const actsFor = (act: Act | Removal): Promise<ActsOf<Service>> => {
    const service = serviceOf(act);
    const known = opened.get(service) ?? open(service, connectionFor(act));
    opened.set(service, known);
    return known;
  };
  return {
    connectionFor,
    ask: async (act) => {
      const ask = (await actsFor(act))[act.action] as (input: (Act | Removal)['input']) => Answer;
      const { $metadata } = await spoken(connectionFor(act), act.action, () => ask(act.input));
      return $metadata.requestId ?? null;
    },
    close: async () => {
      for (const acts of await Promise.allSettled(opened.values())) if (acts.status === 'fulfilled') acts.value.close();
    },
  };
};
