// What Amazon's own advisor recommends for the sender's identity.
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';

/** What each type of the Virtual Deliverability Manager advisor is about; the check that looks at the same thing has the act. */
const SAME_AS: Readonly<Record<string, string>> = {
  DKIM: 'ses-dkim-status',
  DMARC: 'dmarc-record',
  SPF: 'spf-authorises',
  BOUNCE: 'ses-sending-statistics',
  COMPLAINT: 'ses-sending-statistics',
};

export const sesRecommendations = defineCheck({
  id: 'ses-recommendations',
  title: 'Amazon’s deliverability advisor has nothing to recommend',
  severity: 'info',
  why: 'The advisor sees what mailbox providers make of the mail, which nobody else can look at.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/vdm-advisor.html'],
  reasons: {
    'high-impact': { status: ['warn'], says: 'The advisor has an open recommendation of high impact.' },
    'low-impact': { status: ['fail'], says: 'The advisor has open recommendations of low impact.' },
  },
  needs: ['ses.recommendations'],
  evaluate(facts) {
    const { open, complete } = facts['ses.recommendations'].value;
    const observed = {
      open: open.map(({ type, impact, description, since }) => ({ type, impact, description, since })),
      complete,
    };
    const high = open.filter(({ impact }) => impact === 'HIGH');
    const [first] = high.length > 0 ? high : open;
    if (first === undefined) return { status: 'pass', reason: 'ok', observed };
    const told = (high.length > 0 ? high : open).map(({ type, description }) => description ?? type ?? 'unnamed').join(' ');
    const same = SAME_AS[first.type ?? ''];
    return {
      status: high.length > 0 ? 'warn' : 'fail',
      reason: high.length > 0 ? 'high-impact' : 'low-impact',
      observed,
      expected: 'Amazon SES / Virtual Deliverability Manager / Advisor shows no open recommendation for the identity.',
      remedy: [
        doThis(
          `Look at Amazon SES / Virtual Deliverability Manager / Advisor, and mend what it names; it looks again within about six hours. It says: ${told}`,
        ),
      ],
      ...(high.length === 1 && same !== undefined ? { follows: [same] } : {}),
    };
  },
});
