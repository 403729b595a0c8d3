// A bounded figure: how it is taken from evidence, and what both parts must show.
import { attemptsIn, offeredIn, overBudget } from '../counting.mjs';

const atMost = (value, bound) => value !== null && value <= bound;
const atLeast = (value, bound) => value !== null && value >= bound;

/** `take(evidence)` must be at most `bound(evidence)`; with teeth the baseline must be above. */
export const most = (name, take, bound, { unit = '', teeth = true } = {}) => ({ name, take, bound, unit, teeth, sign: '≤', holds: atMost });

/** `take(evidence)` must be at least `bound(evidence)`. */
export const least = (name, take, bound, { unit = '', teeth = false } = {}) => ({ name, take, bound, unit, teeth, sign: '≥', holds: atLeast });

/** The bound of the retry budget at both targets; in each row, whatever else it is about. */
export function budgetFigure(form) {
  const worst = (evidence) => Math.max(overBudget(evidence, 'main', form), overBudget(evidence, 'spare', form));
  return most('attempts above N + 0.1·S + 10 + 0.1·T, at the worst moment and target', worst, () => 0, { teeth: false });
}

/** How far a count may be from the simulator's median, whatever the seeds say. */
const apartMax = (median) => Math.max(3, 0.05 * median);

/** The attempts at that target while the fault stood, live and simulated. */
export const asSimulated = (target, words) => ({ name: `attempts at the ${words} in the fault, live and simulated`, target });

/** The simulator's calls come by the clock. Where those of the fault came later than this, many at once, another count tells of the machine. */
const latenessMsMax = 100;
const cameLate = (evidence) => offeredIn(evidence).some(({ at, startedAt }) => startedAt - at > latenessMsMax);

/** Near the median of the seeds; or at least among them, where they are further apart than that themselves. */
function verdictOf(figure, { median, least, most }, evidence) {
  if (Math.abs(figure - median) <= apartMax(median)) return 'held';
  if (figure >= least && figure <= most) return 'in range';
  return cameLate(evidence) ? 'not known' : 'broken';
}

function judgeAgreement({ name, target }, { protected: evidence }) {
  const figure = attemptsIn(evidence, [target]).length;
  const simulated = evidence.simulated[target];
  const verdict = verdictOf(figure, simulated, evidence);
  return { name, unit: '', sign: '±', figure, bound: apartMax(simulated.median), simulated, verdict };
}

/** What does not fail: `in range` is a count that no closer bound could be kept for, and `not known` one that the machine disturbed. */
export const isGood = ({ verdict }) => ['held', 'in range', 'not known'].includes(verdict);

/** The figure of both parts beside its bound, and the verdict on it. */
export function judge(figure, evidence) {
  if (figure.target) return judgeAgreement(figure, evidence);
  const value = figure.take(evidence.protected);
  const bound = figure.bound(evidence.protected);
  const baseline = figure.take(evidence.baseline);
  const held = figure.holds(value, bound);
  const toothless = figure.teeth && figure.holds(baseline, figure.bound(evidence.baseline));
  const verdict = !held ? 'broken' : toothless ? 'no teeth' : 'held';
  const { name, unit, sign, teeth } = figure;
  return { name, unit, sign, teeth, figure: value, bound, baseline, verdict };
}
