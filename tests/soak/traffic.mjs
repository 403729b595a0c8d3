// Calls of both SDKs in every form that start by the clock, each with what has to become of it.
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, formName, forms, isPrefixOfOneAnswer, requestId, wholeAnswerOf } from '../e2e/asking.mjs';
import { scale, sdks } from '../e2e/harness.mjs';

const runningMax = 256;
const complaintsMax = 20;
/** A caller that leaves does so in the middle of an answer that takes a minute. */
const leavesAfterMs = 400 * scale;

const isWhole = ({ error, text }) => error === null && wholeAnswerOf(text) !== null;
const isRefused = ({ error, text }) => error?.status >= 500 && text === '';
const isCut = ({ error, text }) => error !== null && isPrefixOfOneAnswer(text);
const isUnfinished = ({ finish }) => finish === null;
const streamed = forms.filter(({ stream }) => stream);

/** The kinds of calls: the alias that is asked for, how many of twenty are such, and what has to become of them. */
const kinds = [
  { alias: 'assistant', share: 12, forms, isRight: isWhole },
  { alias: 'rescued', share: 4, forms, isRight: isWhole },
  { alias: 'refused', share: 1, forms, isRight: isRefused },
  { alias: 'cut', share: 1, forms: streamed, isRight: isCut },
  { alias: 'left', share: 2, forms, isRight: isUnfinished, leaves: true },
];
const pattern = kinds.flatMap((kind) => Array.from({ length: kind.share }, () => kind));

/** Says how much it may be answered with, as whoever is drawn to a fallback has to. */
const tokenLimit = { chat_completions: { max_tokens: 16 }, responses: { max_output_tokens: 16 } };

export class Traffic {
  constructor(gateway, perSecond) {
    this.everyMs = 1000 / perSecond;
    this.clients = sdks.map((sdk) => gateway.client(sdk, { timeout: 120000 }));
    this.running = new Set();
    this.counts = Object.fromEntries(kinds.map(({ alias }) => [alias, 0]));
    this.ids = [];
    this.remembered = 0;
    this.wrong = 0;
    this.complaints = [];
  }

  get calls() { return Object.values(this.counts).reduce((sum, count) => sum + count, 0); }

  /** Starts calls for so long, or until asked to stop, and waits for all of them. */
  async run(lastsMs, stopping) {
    const began = performance.now();
    for (let number = 0; number * this.everyMs < lastsMs && !stopping(); ++number) {
      const wait = began + number * this.everyMs - performance.now();
      if (wait > 0) await sleep(wait);
      while (this.running.size >= runningMax) await Promise.race(this.running);
      const call = this.#call(number).finally(() => this.running.delete(call));
      this.running.add(call);
    }
    await Promise.all(this.running);
  }

  async #call(number) {
    const kind = pattern[number % pattern.length];
    const round = Math.floor(number / pattern.length);
    const form = kind.forms[round % kind.forms.length];
    const client = this.clients[Math.floor(round / forms.length) % this.clients.length];
    this.counts[kind.alias] += 1;
    const limit = kind.alias === 'assistant' ? tokenLimit[form.family] : {};
    const options = kind.leaves ? { signal: AbortSignal.timeout(leavesAfterMs) } : {};
    const seen = await ask(client, form, { model: kind.alias, ...limit }, options);
    const id = requestId(seen);
    if (id !== null) this.ids.push(id);
    if (form.family === 'responses' && kind.isRight === isWhole) this.remembered += 1;
    if (kind.isRight(seen)) return;
    this.wrong += 1;
    const told = seen.error ? `${seen.error.constructor.name} ${seen.error.message}` : JSON.stringify(seen.text);
    if (this.complaints.length < complaintsMax) this.complaints.push(`${kind.alias}, ${formName(form)}, ${id}: ${told}`.slice(0, 300));
  }
}
