// Whether the relay buffers commands across STARTTLS; asked only where it upgrades at all.
import { NotAsked } from '../../core/probe.ts';
import { defineProbe } from '../probe.ts';
import { encrypted } from './other-mode.ts';

export const smtpInjectionProbe = defineProbe({
  key: 'smtp.injection',
  needs: ['smtp.session'],
  permissions: [],
  async ask(reads, facts, signal) {
    const session = facts['smtp.session'];
    if (!encrypted(session.value)) return new NotAsked('The session did not get as far as TLS.');
    const { host, port, secure } = session.value;
    if (secure) return new NotAsked('Implicit TLS has no STARTTLS.');
    return reads.smtp.injection({ host, port, secure }, signal);
  },
});
