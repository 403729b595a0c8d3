// A7: so little traffic that the breaker has hardly anything to learn from.
import { attemptsIn, offeredIn, primaryBackMs, successPercent } from '../counting.mjs';
import { budgetFigure, least, most } from './figure.mjs';
import { outage } from './script.mjs';

const outageMs = 60000;
const everyMs = 4000;
const seconds = (ms) => (ms === null ? null : ms / 1000);

export const sparseTraffic = [{
  name: 'A7', story: 'the primary answers 503 for a minute, one call comes every 4 s, a secondary is well', secondary: true,
  // The outage begins between two calls, so that 15 of them fall into it.
  simulated: () => ({ scenario: 'hard_outage' }),
  warmupMs: 10000, faultMs: outageMs, afterMs: 24000, retries: 0, intervalMs: (form) => form.ms(everyMs), script: outage(outageMs, '503,delay=20ms'),
  figures: (form) => [
    most('attempts at the primary, for 15 calls', (evidence) => attemptsIn(evidence, ['main']).length, () => 12),
    least('calls of the outage that were served', (evidence) => successPercent(offeredIn(evidence)), () => 100, { unit: ' %' }),
    most('seconds until the primary serves again', (evidence) => seconds(primaryBackMs(evidence)),
      () => form.bounds.recoveryMs(form.ms(everyMs)) / 1000, { unit: ' s', teeth: false }),
    budgetFigure(form),
  ],
}];
