// Which TLS versions and key exchanges the relay takes; asked whenever its port answers, most of all when the handshake failed.
import { NotAsked } from '../../core/probe.ts';
import { defineProbe } from '../probe.ts';

export const smtpTlsOffersProbe = defineProbe({
  key: 'smtp.tlsOffers',
  needs: ['smtp.session'],
  permissions: [],
  async ask(reads, facts, signal) {
    const session = facts['smtp.session'];
    const tried = session.value.stages.some((one) => one.stage === 'tls');
    if (!tried) return new NotAsked('The session did not get as far as a TLS handshake.');
    const { host, port, secure } = session.value;
    return { offers: await reads.smtp.tlsOffers({ host, port, secure }, signal) };
  },
});
