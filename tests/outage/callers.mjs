// The load: calls of the official SDK that start by the clock whatever became of those before, and the ledger of what each of them saw.
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, wholeAnswerOf } from '../e2e/asking.mjs';
import { sdks } from '../e2e/harness.mjs';

/** A load that starts its calls later than this measures the machine; see `latenessMs`. */
export const latenessMsMax = 500;
export class BusyMachine extends Error {}

/** The gateway's answer as the ledger keeps it. */
function noteOf(at, answer) {
  const header = (name) => answer.headers.get(name);
  return { at, status: answer.status, id: header('x-request-id'), retryAfter: header('retry-after'), shouldRetry: header('x-should-retry'),
           class: header('x-jurymast-class'), target: header('x-jurymast-target') };
}

/** The answer as a gateway would give it that does not tell its callers whether to come back. */
function withoutAdvice(answer) {
  const headers = new Headers(answer.headers);
  headers.delete('x-should-retry');
  headers.delete('retry-after');
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

/** `fetch` for one call of the SDK: it notes each answer, and in the baseline keeps SDK and gateway from knowing of each other's retries. */
function notingFetch(notes, advised) {
  return async (url, init) => {
    const at = Date.now();
    const headers = new Headers(init.headers);
    if (!advised) for (const name of ['x-stainless-retry-count', 'x-stainless-timeout']) headers.delete(name);
    const note = { at, status: 0 };
    notes.push(note);
    const answer = await fetch(url, { ...init, headers });
    Object.assign(note, noteOf(at, answer));
    return advised ? answer : withoutAdvice(answer);
  };
}

async function call({ url, number, at, settings }) {
  const entry = { number, at, startedAt: Date.now(), answers: [] };
  const { OpenAI } = sdks[number % sdks.length];
  const client = new OpenAI({ apiKey: 'client-key', baseURL: `${url}/v1`, maxRetries: settings.retries, timeout: 120000,
                              fetch: notingFetch(entry.answers, settings.advised) });
  const stream = !settings.buffered && Math.floor(number / sdks.length) % 2 === 1;
  const seen = await ask(client, { family: 'chat_completions', stream });
  entry.endedAt = Date.now();
  entry.servedBy = seen.error ? null : wholeAnswerOf(seen.text, settings.tokens);
  entry.error = seen.error ? `${seen.error.constructor.name} ${seen.error.status ?? ''}`.trim() : null;
  return entry;
}

/** Starts a call every `intervalMs` from now for `lastsMs`, and gives the ledger when all have ended. */
export async function load(url, { intervalMs, lastsMs, ...settings }) {
  const began = Date.now();
  const calls = [];
  for (let number = 0; number * intervalMs < lastsMs; ++number) {
    const at = began + number * intervalMs;
    const wait = at - Date.now();
    if (wait > 0) await sleep(wait);
    calls.push(call({ url, number, at, settings }));
  }
  return Promise.all(calls);
}

/** By how much the latest hundredth of the calls started too late. */
export function latenessMs(ledger) {
  const late = ledger.map(({ at, startedAt }) => startedAt - at).sort((a, b) => a - b);
  return late[Math.floor((late.length - 1) * 0.99)] ?? 0;
}
