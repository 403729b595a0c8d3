// The two lengths of the campaign. The full form has the promised clocks and bounds; the short form runs the same outages with every clock
// divided, and its bounds follow from the bound of the retry budget, since so few requests cannot dilute a budget's capacity to a tenth.
import { resolve } from 'node:path';

import { scale } from '../e2e/harness.mjs';

const root = new URL('../../', import.meta.url).pathname;

/** The policy's defaults, of which the configuration, the bounds and the short form are made. */
export const policy = {
  breaker: { consecutive: 5, openBaseMs: 5000, openCapMs: 12000, rampMs: 10000, windowMs: 10000 },
  budget: { capacity: 10, perSuccess: 0.1, perSecond: 0.1 },
  retry: { backoffBaseMs: 250, backoffCapMs: 4000 },
  inflightMax: 256,
};

const fullBounds = {
  primaryPerOffered: () => 0.10,
  allPerOffered: () => 1.10,
  budgetPerOffered: () => 1.10,
  windowPerOffered: () => 1.10,
  recoveryMs: (intervalMs) => policy.breaker.openCapMs + intervalMs,
};

/** An open time is drawn from 20 % below the middle, and the first one is the shortest. */
export const probesMax = (outageMs, factor) => Math.ceil((outageMs * factor) / (0.8 * policy.breaker.openBaseMs));

/** What a form of this factor may add to the arrivals at one target while nothing succeeds there. */
const retriesMax = (outageMs, factor) => policy.budget.capacity + (policy.budget.perSecond * factor * outageMs) / 1000;

function scaledBounds(factor) {
  const { consecutive } = policy.breaker;
  // At so small a scale a busy machine is seen: two tenths of a second of grace, where the promise has 16 s.
  const graceMs = 200 * scale;
  const extra = (outageMs, offered) => (consecutive + probesMax(outageMs, factor) + retriesMax(outageMs, factor)) / offered;
  return {
    primaryPerOffered: extra,
    allPerOffered: (outageMs, offered) => 1 + extra(outageMs, offered),
    budgetPerOffered: (outageMs, offered, { arrivals, successes }) => {
      const retries = retriesMax(outageMs + policy.retry.backoffCapMs / factor, factor);
      return (arrivals + policy.budget.perSuccess * successes + retries) / offered;
    },
    windowPerOffered: (windowMs, offered) => 1 + policy.budget.perSuccess + retriesMax(windowMs, factor) / offered,
    recoveryMs: (intervalMs) => policy.breaker.openCapMs / factor + intervalMs + graceMs,
  };
}

const full = {
  name: 'full', factor: 1, rate: 50, lanes: 2, rows: null, bounds: fullBounds, result: 'build/outage.json',
};
const short = {
  name: 'short', factor: 10 / scale, rate: 50 / scale, lanes: 2, rows: ['A2 503', 'A3', 'A4', 'A6', 'A7'], bounds: scaledBounds(10 / scale),
  result: 'build/outage_short.json',
};

/** The form that the environment asks for. */
export function chosenForm() {
  const name = process.env.OUTAGE_FORM ?? 'full';
  if (!['full', 'short'].includes(name)) throw new Error(`OUTAGE_FORM=${name}: there is "full" and "short"`);
  const form = name === 'full' ? full : short;
  return {
    ...form,
    ms: (time) => time / form.factor,
    rows: process.env.OUTAGE_ROWS?.split(',') ?? form.rows,
    lanes: Number(process.env.OUTAGE_LANES ?? form.lanes),
    result: resolve(root, process.env.OUTAGE_RESULT ?? form.result),
    keep: process.env.OUTAGE_KEEP === '1',
  };
}
