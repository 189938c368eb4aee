// The stages of one session as they happen: each with its reply or error and its time.
import type { SmtpReply, SmtpSession, SmtpStage, SmtpStageResult, SmtpTarget } from '../../core/ports/smtp.ts';
import { neutralSmtpText } from '../../mail/smtp/reply.ts';
import { WireError } from './wire.ts';

type Seen = { -readonly [K in keyof Omit<SmtpSession, 'host' | 'port' | 'secure' | 'stages'>]: SmtpSession[K] };

export class SessionLog {
  readonly #target: SmtpTarget;
  readonly #stages: SmtpStageResult[] = [];
  readonly seen: Seen = {
    addresses: [],
    address: null,
    reach: [],
    ehloName: null,
    sizeLimit: null,
    pipelining: false,
    smtpUtf8: false,
    banner: null,
    serverName: null,
    ehloBeforeTls: [],
    ehloAfterTls: [],
    tls: null,
    authMechanisms: [],
    authOfferedBeforeTls: false,
    mechanism: null,
    authenticated: null,
  };

  constructor(target: SmtpTarget) {
    this.#target = target;
  }

  /**
   * Runs one stage. A reply that `accepts` refuses, and a WireError, end it as not ok; anything else thrown is a bug.
   * @returns the value when the stage went well, else null.
   */
  async stage<T>(stage: SmtpStage, work: () => Promise<T>, verdict: (value: T) => StageEnd = () => fine): Promise<T | null> {
    const began = performance.now();
    try {
      const value = await work();
      const end = verdict(value);
      this.#add(stage, began, end);
      return end.ok ? value : null;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#add(stage, began, { ok: false, reply: null, error: error.code, detail: error.message });
      return null;
    }
  }

  /** A stage that was not tried, with the reason. */
  refuse(stage: SmtpStage, error: string, detail: string): null {
    this.#add(stage, performance.now(), { ok: false, reply: null, error, detail });
    return null;
  }

  #add(stage: SmtpStage, began: number, end: StageEnd): void {
    const durationMs = Math.round((performance.now() - began) * 10) / 10;
    this.#stages.push({
      stage,
      ok: end.ok,
      durationMs,
      reply: end.reply,
      error: end.error,
      detail: end.detail === null ? null : neutralSmtpText(end.detail, 400),
    });
  }

  get last(): SmtpStageResult | undefined {
    return this.#stages.at(-1);
  }

  /** Plain JSON; later stages do not change it. */
  result(): SmtpSession {
    const { host, port, secure } = this.#target;
    return { host, port, secure, ...this.seen, stages: [...this.#stages] };
  }
}

export interface StageEnd {
  readonly ok: boolean;
  readonly reply: SmtpReply | null;
  readonly error: string | null;
  readonly detail: string | null;
}

export const fine: StageEnd = { ok: true, reply: null, error: null, detail: null };

/** RFC 5321 §4.3.2: 220 alone opens a session; other protocols begin with other codes of its class. */
export const greets = (reply: SmtpReply): StageEnd => ({ ok: reply.code === 220, reply, error: null, detail: null });

/** The stage went well when the reply's first digit is this one. */
export const expects =
  (firstDigit: 2 | 3) =>
  (reply: SmtpReply): StageEnd => ({ ok: Math.floor(reply.code / 100) === firstDigit, reply, error: null, detail: null });
