// A8: the primary is down and up by turns of 2 s. Without a breaker nothing opens, so the baseline has a plain one, as it is often built.
import { openings, successPercent } from '../counting.mjs';
import { budgetFigure, least, most } from './figure.mjs';
import { flapping } from './script.mjs';

const lastsMs = 120000;

export const flappingTarget = [{
  name: 'A8', story: 'the primary is down for 2 s and up for 2 s, for two minutes, a secondary is well', secondary: true, baselineBreaker: true,
  warmupMs: 5000, faultMs: lastsMs, afterMs: 15000, retries: 0, intervalMs: () => 50, script: flapping(lastsMs, 2000, '503,delay=20ms'),
  // The simulator's turns are of 2 s and no other, so it has no double of a form with other clocks.
  simulated: (form) => (form.factor === 1 ? { scenario: 'flapping' } : null),
  figures: (form) => [
    most('times the breaker opened', (evidence) => openings(evidence, 'main'), () => 20),
    least('calls that succeeded', (evidence) => successPercent(evidence.calls), () => 99, { unit: ' %' }),
    budgetFigure(form),
  ],
}];
