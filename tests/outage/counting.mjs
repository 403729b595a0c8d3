// Figures from the ledger and the providers' logs. Nothing here knows the gateway's own account, but for `openings`.
import { policy } from './forms.mjs';

const within = ({ from, until }) => ({ at }) => at >= from && at < until;

/** The calls that were due while the fault stood. */
export const offeredIn = (evidence, span = evidence.fault) => evidence.calls.filter(within(span));

export const attemptsIn = (evidence, targets, span = evidence.fault) => targets.flatMap((name) => evidence.attempts[name].filter(within(span)));

/** Operations that came to the target in that time. */
export const arrivalsIn = (evidence, target, span) => new Set(attemptsIn(evidence, [target], span).map(({ id }) => id)).size;

export const successesIn = (evidence, target, span) => attemptsIn(evidence, [target], span).filter(({ whole }) => whole).length;

/** Attempts at these targets for each call that was due. */
export function perOffered(evidence, targets, span = evidence.fault) {
  return attemptsIn(evidence, targets, span).length / offeredIn(evidence, span).length;
}

/** The greatest such ratio of all windows of this length, moved on by a tenth of it. */
export function worstWindow(evidence, targets, windowMs) {
  const first = evidence.calls[0].at;
  const last = evidence.calls.at(-1).at;
  let worst = 0;
  for (let from = first; from + windowMs <= last; from += windowMs / 10) {
    worst = Math.max(worst, perOffered(evidence, targets, { from, until: from + windowMs }));
  }
  return worst;
}

export const successPercent = (calls) => (100 * calls.filter(({ servedBy }) => servedBy !== null).length) / calls.length;

const isFinal = (answer) => answer.shouldRetry === 'false' && answer.retryAfter === null;
const namesATime = (answer) => /^([1-9]|[1-5][0-9]|60)$/.test(answer.retryAfter ?? '');
const isHopeful = (answer) => [429, 503].includes(answer.status) && answer.shouldRetry === null && namesATime(answer);

/** Errors that neither are final nor name a time to come back; an answer that never came is one of them. */
export function formlessErrors(evidence) {
  const errors = evidence.calls.flatMap(({ answers }) => answers).filter(({ status }) => status === 0 || status >= 400);
  return errors.filter((answer) => !answer.id || !(isFinal(answer) || isHopeful(answer))).length;
}

/** How far a target went over arrivals + share of successes + capacity + seconds, at its worst moment; below zero: never. */
export function overBudget(evidence, target, form) {
  const { capacity, perSuccess, perSecond } = policy.budget;
  const successes = evidence.attempts[target].filter(({ whole }) => whole).map(({ ended }) => ended).sort((a, b) => a - b);
  const arrived = new Set();
  let made = 0;
  let succeeded = 0;
  let worst = -capacity;
  for (const { at, id } of evidence.attempts[target]) {
    arrived.add(id);
    made += 1;
    while (succeeded < successes.length && successes[succeeded] <= at) succeeded += 1;
    const seconds = (at - evidence.startedAt) / 1000;
    worst = Math.max(worst, made - (arrived.size + perSuccess * succeeded + capacity + perSecond * form.factor * seconds));
  }
  return worst;
}

/** Milliseconds from the fault's end until the first whole answer of the primary; null: none. */
export function primaryBackMs(evidence) {
  const first = evidence.attempts.main.find(({ at, whole }) => whole && at >= evidence.fault.until);
  return first ? first.at - evidence.fault.until : null;
}

/** Seconds from the fault's end from which on every window has that success to the end of the run; null: there is no such moment. */
export function recoverySeconds(evidence, { windowMs, percent }) {
  const last = evidence.calls.at(-1).at;
  let recovered = null;
  for (let from = last - windowMs; from >= evidence.fault.until; from -= 500) {
    if (successPercent(offeredIn(evidence, { from, until: from + windowMs })) < percent) break;
    recovered = (from - evidence.fault.until) / 1000;
  }
  return recovered;
}

/** Per call of a user: the calls of the gateway that reached an upstream, by the providers' logs. */
export function reachingAnswers(evidence) {
  const reached = new Set([...evidence.attempts.main, ...evidence.attempts.spare].map(({ id }) => id));
  return evidence.calls.map(({ answers }) => answers.filter(({ id }) => reached.has(id)).length);
}

/**
 * How often the breaker of a target went from letting traffic through to open. Each opening ends an epoch: an epoch in which traffic
 * passed, and which is not the last, ended so. The records alone know it.
 */
export function openings(evidence, target) {
  const attempts = evidence.records.flatMap((record) => record.attempts ?? []).filter((attempt) => attempt.target === target);
  const epochOf = ({ admission }) => admission?.epoch ?? 0;
  const last = Math.max(...attempts.map(epochOf));
  const passing = attempts.filter(({ admission }) => ['closed', 'ramp', undefined].includes(admission?.breaker));
  return new Set(passing.map(epochOf).filter((epoch) => epoch < last)).size;
}
