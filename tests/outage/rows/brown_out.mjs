// A5: a provider at 63 % of its capacity loses three quarters of it for half a minute. What callers abandoned stays in its queue, so that
// a stack that asks three times for each call keeps the queue longer than anyone's patience, for ever.
import { recoverySeconds, successPercent } from '../counting.mjs';
import { budgetFigure, least, most } from './figure.mjs';
import { brownOut } from './script.mjs';

const slots = 24;
const offeredPerSecond = 15;
const recovered = { windowMs: 5000, percent: 97 };
const restoreMsMax = 15000;
const afterRestore = (evidence) => evidence.calls.filter(({ at }) => at >= evidence.fault.until + restoreMsMax);

/** The baseline is given as long as it could ask for, the protected part three times its bound. */
export const brownOuts = [{
  name: 'A5', story: 'the only target has a quarter of its slots, and does not notice who leaves', secondary: false, deaf: true, longLog: true,
  warmupMs: 5000, faultMs: 30000, afterMs: 45000, baselineAfterMs: 120000, retries: 2, buffered: true, tokens: 20,
  timeouts: { total: '3s' },
  // 20 tokens, 50 ms apart: one answer takes a second, so the slots are the provider's answers a second.
  mock: ['--slots', String(slots), '--tokens', '20', '--token-every', '50ms'],
  // The simulator's brown-out leaves a quarter of the slots, as this one does, and its providers never notice who leaves.
  simulated: () => ({ scenario: 'brown_out', tokens: 20, first_token: '0ms', token_gap: '50ms', slots }),
  intervalMs: () => 1000 / offeredPerSecond,
  script: brownOut(30000, { slots: slots / 4, healthy: slots }),
  figures: (form) => [
    most('seconds from its end until 97 % succeed, and stay so', (evidence) => recoverySeconds(evidence, recovered),
      () => restoreMsMax / 1000, { unit: ' s' }),
    least('calls that succeeded, from 15 s after its end on', (evidence) => successPercent(afterRestore(evidence)), () => recovered.percent,
      { unit: ' %', teeth: true }),
    budgetFigure(form),
  ],
}];
