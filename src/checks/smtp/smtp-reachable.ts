// The relay can be found, connected to, and answers as a mail server.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { reachFault } from './reach-faults.ts';
import { seenAt, stageOf } from './session-end.ts';

const opening = ['resolve', 'connect', 'greeting', 'ehlo'] as const;

export const smtpReachable = defineCheck({
  id: 'smtp-reachable',
  title: 'The relay can be reached at its host and port and speaks SMTP',
  severity: 'blocker',
  why: 'Nothing is sent through a relay that cannot be found, connected to or understood.',
  owner: 'implementation engineer',
  references: ['RFC 5321 section 3.1', 'RFC 6409 section 3.1', 'RFC 8314 section 3.3'],
  needs: ['smtp.session'],
  uses: ['smtp.otherMode'],
  core: true,
  evaluate(facts): Judgement {
    const seen = facts['smtp.session'];
    const session = seen.value;
    const broken = opening.map((name) => stageOf(session, name)).find((stage) => stage?.ok === false);
    const other = facts['smtp.otherMode'];
    // A port that speaks the other TLS mode is reachable; smtp-tls-mode names the field.
    const crossed = other.state === 'observed' && other.value.tried.some((one) => one.works && one.port === session.port);
    if (broken === undefined || crossed) {
      const observed = { address: session.address, addresses: session.addresses, banner: session.banner };
      return { status: 'pass', reason: crossed ? 'other-tls-mode' : 'ok', observed };
    }
    const fault = reachFault(broken);
    return {
      status: fault.status,
      reason: fault.reason,
      observed: seenAt(session, broken),
      expected: `${session.host} answers on port ${session.port} with a 220 greeting and accepts EHLO.`,
      fix: fault.fix(session, broken),
      owner: fault.owner,
    };
  },
});
