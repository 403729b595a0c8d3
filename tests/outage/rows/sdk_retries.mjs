// A6: every target answers 503, and the SDK retries twice by itself: retries must not multiply.
import { setTimeout as sleep } from 'node:timers/promises';

import { formlessErrors, offeredIn, reachingAnswers } from '../counting.mjs';
import { budgetFigure, most } from './figure.mjs';

const lastsMs = 40000;

/** The targets stay down for SDKs that wait to come back: from the fault's beginning on, nothing is served. */
async function allDown({ form, main, spare }) {
  for (const mock of [main, spare]) await mock.misbehave({ status: 503 });
  await sleep(form.ms(lastsMs));
}

/** The most attempts made for one call of a user since the fault, by the id that gateway, callers and providers share. */
function attemptsOfOneCall(evidence) {
  const attempts = new Map();
  for (const { id } of [...evidence.attempts.main, ...evidence.attempts.spare]) attempts.set(id, (attempts.get(id) ?? 0) + 1);
  const calls = offeredIn(evidence, { from: evidence.fault.from, until: Infinity });
  return Math.max(...calls.map(({ answers }) => answers.reduce((sum, { id }) => sum + (attempts.get(id) ?? 0), 0)));
}

export const sdkRetries = [{
  name: 'A6', story: 'every target answers 503, and the SDK retries twice', secondary: true,
  warmupMs: 4000, faultMs: lastsMs, afterMs: 0, retries: 2, intervalMs: (form) => form.ms(800), script: allDown,
  simulated: () => ({ scenario: 'both_down' }),
  figures: (form) => [
    most('attempts at upstreams for one call of the user, at most', attemptsOfOneCall, () => 3),
    most('calls of the gateway that reached an upstream for one call of the user, at most',
      (evidence) => Math.max(...reachingAnswers(evidence)), () => 1),
    most('errors that are neither final nor hopeful', formlessErrors, () => 0, { teeth: false }), budgetFigure(form),
  ],
}];
