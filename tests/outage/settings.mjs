// The configuration of the gateway in each part it plays: protected, and as the stack that people have without it.
import { policy } from './forms.mjs';

const duration = (ms) => `${Math.max(1, Math.round(ms))}ms`;

/** Clocks of every target: short, so that an outage of half a minute is many timeouts long. They are not scaled: a machine has its own pace. */
export const timeouts = { connect: '1s', tls: '1s', first_token: '2s', stall: '2s', total: '2s' };

function breaker(form) {
  const { consecutive, openBaseMs, openCapMs, rampMs, windowMs } = policy.breaker;
  return {
    consecutive, open_base: duration(form.ms(openBaseMs)), open_cap: duration(form.ms(openCapMs)),
    ramp: duration(form.ms(rampMs)), window: duration(Math.max(1000, form.ms(windowMs))),
  };
}

function budget(form) {
  const { capacity, perSuccess, perSecond } = policy.budget;
  return { capacity, per_success: perSuccess, per_second: Number((perSecond * form.factor).toFixed(3)) };
}

/** A breaker as it is often built: one good answer closes it, after a short fixed time, and everything comes back at once. */
const plainBreaker = { enabled: true, open_base: '500ms', open_cap: '500ms', probes_to_close: 1, ramp: '1ms' };

function protection(form, part, row) {
  if (part === 'protected') return { breaker: row.breakerOff ? { enabled: false } : breaker(form), budget: budget(form) };
  return { breaker: row.baselineBreaker ? plainBreaker : { enabled: false }, budget: { enabled: false } };
}

function target(url, model, shape) {
  return { base_url: `${url}/v1`, model, families: ['chat_completions', 'responses'], ...shape };
}

/** What `Gateway.start` takes; `urls` are those of the primary and the secondary. */
export function settingsOf({ form, part, row, urls }) {
  const shape = { timeouts: { ...timeouts, ...row.timeouts }, max_inflight: policy.inflightMax, ...protection(form, part, row) };
  const { backoffBaseMs, backoffCapMs } = policy.retry;
  const retry = { attempts: 3, attempts_per_target: part === 'protected' ? 2 : 3,
                  backoff_base: duration(form.ms(backoffBaseMs)), backoff_cap: duration(form.ms(backoffCapMs)) };
  const fallback = row.secondary ? { fallback: ['spare'] } : { fallback: [], mode: 'off' };
  return {
    mocks: { a: { url: urls.main }, b: { url: urls.spare } },
    targets: { main: target(urls.main, 'model-a', shape), spare: target(urls.spare, 'model-b', shape) },
    route: { deadline: '60s', retry, ...fallback },
  };
}
