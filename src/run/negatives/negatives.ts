// Posts forged messages to the tenant's webhook and judges by the ledger, not by the HTTP status alone.
import { ObservationError } from '../../core/errors.ts';
import type { NegativeTest } from '../../core/journal.ts';
import type { LedgerView } from '../../core/live.ts';
import { idOf, isGenuine, isRefusal, type MessageIds, tellsNothing } from '../../core/proof.ts';
import type { Reads } from '../../core/ports/reads.ts';
import type { WebhookAnswer } from '../../core/ports/webhook.ts';
import { isCertificateUrl } from '../../aws/sns/certificate-url.ts';
import { parseTopicArn } from '../../aws/sns/topic-arn.ts';
import { negativeCases } from './negative-cases.ts';
import type { NegativeContext } from './forgery.ts';
import type { NegativeCase } from './negative-cases.ts';
import { negativeSmtpCases } from './negative-cases-smtp.ts';

/** What the webhook was promised to get, from the profile. */
export interface NegativeTarget {
  readonly recipient: string;
  /** '' where no topic is declared: then the adapter's callback is forged. */
  readonly topicArn: string;
  readonly foreignTopicArn: string | null;
  readonly configurationSet: string | null;
  readonly requireSnsSignature: boolean;
}

export interface NegativeRun {
  readonly target: NegativeTarget;
  readonly nonce: string;
  readonly runId: string;
  /** What the live message is known by; null when none was sent, and then nothing can be judged by rows. */
  readonly message: MessageIds | null;
  /** `attested`: no machine can read the rows, so that the answers alone are judged. */
  readonly rows: 'read' | 'attested';
  /** Durable before the test is posted. */
  readonly onIntent: (id: string) => Promise<void>;
  /** Durable before the next one is. */
  readonly onEnd: (test: NegativeTest) => Promise<void>;
  /**
   * Begun by an earlier part of this run. That no row changed stands in for no answer: one whose answer was not kept is posted again, as the
   * same message, unless the rows tell that it was taken.
   */
  readonly begun: readonly string[];
  /** Ended in an earlier part of this run: never posted again. */
  readonly ended: readonly NegativeTest[];
}

const idOfRun = ({ message }: NegativeRun): string | null => (message === null ? null : idOf(message));

type View = LedgerView | { readonly unreadable: string };

const look = async (reads: Reads, run: NegativeRun): Promise<View> => {
  const providerMessageId = idOfRun(run);
  if (run.rows === 'attested') return { unreadable: 'a person attests the rows' };
  try {
    return await reads.ledger.view({ nonce: run.nonce, ...(providerMessageId === null ? {} : { providerMessageId }) });
  } catch (cause) {
    if (cause instanceof ObservationError) return { unreadable: cause.unseen.message };
    throw cause;
  }
};

const complaints = (view: LedgerView): number => view.events.filter(({ event }) => event === 'complaint').length;

/** What a forged complaint would change. */
const rowState = (view: LedgerView): string =>
  JSON.stringify([view.attempt?.status, view.message?.status, view.campaign?.status, complaints(view)]);

const ID_UNKNOWN = 'no live message is known by its id, so there is no row that could change, and nothing was posted';

/** A complaint that came with the forgery is the forgery, whether a genuine callback is there to compare with or not. */
const wasTaken = (before: View, after: View): boolean =>
  !('unreadable' in before) && !('unreadable' in after) && complaints(after) > complaints(before);

/** null when the rows can be judged by: they are readable, and the genuine callback has moved them. */
const blindness = (view: View, run: NegativeRun): string | null => {
  if ('unreadable' in view) return `the ledger could not be read: ${view.unreadable}`;
  if (idOfRun(run) === null) return ID_UNKNOWN;
  if (view.attempt === null && view.message === null) return 'the ledger has no row of the live message';
  if (!view.events.some((event) => isGenuine(event, run.message)))
    return 'no genuine callback of this message has come yet to compare with';
  return null;
};

const SETTLE_MS = [250, 750, 2_000] as const;

/** A webhook that says 2xx may work afterwards: it is given time before its rows are believed. */
const lookAfter = async (reads: Reads, run: NegativeRun, before: View, answer: WebhookAnswer): Promise<View> => {
  const taken = answer.status !== null && answer.status >= 200 && answer.status < 300;
  for (const ms of taken ? SETTLE_MS : []) {
    const now = await look(reads, run);
    if ('unreadable' in now || 'unreadable' in before || rowState(now) !== rowState(before)) return now;
    await reads.clock.sleep(ms);
  }
  return look(reads, run);
};

const answered = (answer: WebhookAnswer): string => {
  if (answer.status === null) return `no HTTP answer: ${answer.error ?? 'unknown'}`;
  return answer.reason === null ? `answered ${answer.status}` : `answered ${answer.status} (${answer.reason})`;
};

/** Rows that stay as they are prove nothing of a webhook that was busy, broken or away when it was asked. */
const NO_REFUSAL = 'no row changed, but that is no refusal: a webhook refuses with 400, 401, 403 or 422';

interface Tried {
  readonly case: NegativeCase;
  readonly before: View;
  readonly after: View;
  readonly answer: WebhookAnswer;
}

const isolated = ({ isolation }: NegativeCase, answer: WebhookAnswer): boolean =>
  isolation === null || isolation.by.test(`${answer.status ?? ''} ${answer.reason ?? ''}`);

/** Where nobody sees the rows, a refusal is what HTTP calls one; anything else leaves it open. */
const judgeAnswer = (one: NegativeCase, answer: WebhookAnswer): Pick<NegativeTest, 'result' | 'detail'> => {
  if (answer.status === null) return { result: 'inconclusive', detail: 'the webhook could not be reached' };
  if (!isRefusal(answer.status))
    return { result: 'inconclusive', detail: 'that is no refusal, and no machine can see whether a row changed' };
  return isolated(one, answer)
    ? { result: 'rejected', detail: 'refused by its answer; the rows are attested' }
    : { result: 'not-isolated', detail: `refused, but ${one.isolation?.otherwise ?? ''}` };
};

/** Pure: the verdict on one test. */
const judge = (tried: Tried, run: NegativeRun): NegativeTest => {
  const { before, after, answer } = tried;
  const { id, title, isolation } = tried.case;
  const test = (result: NegativeTest['result'], detail: string): NegativeTest => ({
    id,
    title,
    result,
    status: answer.status,
    detail: `${answered(answer)}; ${detail}`,
  });
  if (run.rows === 'attested') {
    const { result, detail } = judgeAnswer(tried.case, answer);
    return test(result, detail);
  }
  if (wasTaken(before, after)) return test('accepted', 'the forged message changed a delivery row');
  const blind = blindness(before, run) ?? blindness(after, run);
  if (blind !== null || 'unreadable' in before || 'unreadable' in after)
    return test('inconclusive', blind ?? 'the ledger could not be read');
  if (rowState(after) !== rowState(before)) return test('accepted', 'the forged message changed a delivery row');
  if (answer.status === null) return test('inconclusive', 'the webhook could not be reached');
  if (tellsNothing(answer.status)) return test('inconclusive', NO_REFUSAL);
  if (!isolated(tried.case, answer)) return test('not-isolated', `no row changed, but ${isolation?.otherwise ?? ''}`);
  return test('rejected', 'no row changed');
};

/** Without `requireSnsSignature` the platform promises no more than token and topic: there no signature explains a refusal. */
const UNSIGNED = ['token-wrong', 'token-missing', 'topic-foreign', 'malformed'];

const casesFor = (reads: Reads, run: NegativeRun, view: View): readonly NegativeCase[] => {
  const context = contextOf(reads, run, view);
  if (context.topicArn === '') return negativeSmtpCases(context);
  const cases = negativeCases(context);
  if (run.target.requireSnsSignature) return cases;
  const unsigned = cases.filter(({ id }) => UNSIGNED.includes(id)).map((one) => ({ ...one, isolation: null }));
  // A confirmation makes a webhook fetch a URL: it needs its signature all the same.
  return [...unsigned, ...cases.filter(({ id }) => id === 'confirmation-foreign-url')];
};

/** As a genuine callback named it. Of any other shape it would be a second thing wrong with the forgeries. */
const genuineCertificate = (view: View, topicArn: string): string | null => {
  const topic = parseTopicArn(topicArn);
  if ('unreadable' in view || topic === null) return null;
  const urls = view.events.map(({ signingCertUrl }) => signingCertUrl);
  return urls.findLast((url) => url !== null && isCertificateUrl(url, topic)) ?? null;
};

const NOBODY = 'nobody@certify.invalid';

const contextOf = (reads: Reads, run: NegativeRun, view: View): NegativeContext => {
  const { recipient, topicArn, foreignTopicArn, configurationSet } = run.target;
  const own = idOfRun(run);
  return {
    nonce: run.nonce,
    providerMessageId: own ?? `certify-negative-${run.nonce}`,
    // Without a message of ours the answers alone are judged: whoever takes the complaint must have nobody to suppress (RFC 2606).
    recipient: own === null ? NOBODY : recipient,
    topicArn,
    foreignTopicArn,
    configurationSet,
    signingCertUrl: genuineCertificate(view, topicArn),
    now: reads.clock.now(),
  };
};

/**
 * A complaint under an invented id is a stranger's: a webhook that takes it keeps it, and the recipient it names is on the suppression list from
 * then on. Where rows are what one judges by, nothing could be learned from it: it is not posted.
 */
const isOfNobody = (run: NegativeRun): boolean => run.rows === 'read' && idOfRun(run) === null;

const TAKEN_BEFORE = 'posted before the run was resumed; the rows tell of a complaint that nobody made';

const SPOILT = 'an earlier forged message has already changed the row, so that this one could not be told';

/**
 * Runs every negative test once, in order. After the first that is accepted the rest is inconclusive: its row is spoilt.
 * Never throws for what the webhook or the ledger does.
 */
export const runNegatives = async (reads: Reads, run: NegativeRun): Promise<readonly NegativeTest[]> => {
  const tests: NegativeTest[] = [];
  for (const one of casesFor(reads, run, await look(reads, run))) {
    const { id, title, token, body, headers, contentType } = one;
    const ended = run.ended.find((test) => test.id === id);
    if (ended !== undefined) {
      tests.push(ended);
      continue;
    }
    if (tests.some(({ result }) => result === 'accepted')) {
      tests.push({ id, title, result: 'inconclusive', status: null, detail: SPOILT });
      continue;
    }
    if (isOfNobody(run)) {
      tests.push({ id, title, result: 'inconclusive', status: null, detail: ID_UNKNOWN });
      continue;
    }
    const before = await look(reads, run);
    if (run.begun.includes(id) && !('unreadable' in before) && complaints(before) > 0) {
      tests.push({ id, title, result: 'accepted', status: null, detail: TAKEN_BEFORE });
      continue;
    }
    await run.onIntent(id);
    const answer = await reads.webhook.post({ body, headers, contentType, token });
    const after = await lookAfter(reads, run, before, answer);
    const test = judge({ case: one, before, after, answer }, run);
    await run.onEnd(test);
    tests.push(test);
  }
  return tests;
};
