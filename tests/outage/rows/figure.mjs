// A bounded figure: how it is taken from evidence, and what both parts must show.
import { overBudget } from '../counting.mjs';

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

/** The figure of both parts beside its bound, and the verdict on it. */
export function judge(figure, evidence) {
  const value = figure.take(evidence.protected);
  const bound = figure.bound(evidence.protected);
  const baseline = figure.take(evidence.baseline);
  const held = figure.holds(value, bound);
  const toothless = figure.teeth && figure.holds(baseline, figure.bound(evidence.baseline));
  const verdict = !held ? 'broken' : toothless ? 'no teeth' : 'held';
  const { name, unit, sign, teeth } = figure;
  return { name, unit, sign, teeth, figure: value, bound, baseline, verdict };
}
