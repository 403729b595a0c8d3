import assert from 'node:assert/strict';
import { test } from 'node:test';

import { summarize } from '../summary.mjs';
import { exitCodeOf, isSettled, verdictOf, verdictOfTry } from '../verdict.mjs';
import { verdictsText } from '../table.mjs';
import { roundOf, rowOf, workloadWith } from './runs.mjs';

const must = { nginx: { atMost: 0.85 } };
const tryOf = (ours, state) => Array.from({ length: 3 }, () => roundOf({ jurymast: ours, nginx: 20 }, state));
const good = tryOf(16);
const bad = tryOf(18);
const resultOf = (tries, workload = workloadWith(must)) => ({ judged: true, workloads: [{ name: 'made_up', rows: summarize(workload, tries) }] });

test('a try is met up to its bound and missed above it', () => {
  const measured = (median) => ({ median, count: 3, basis: 'near' });
  assert.equal(verdictOfTry(measured(0.85), { atMost: 0.85 }), 'met');
  assert.equal(verdictOfTry(measured(0.8501), { atMost: 0.85 }), 'missed');
  assert.equal(verdictOfTry(measured(1.8), { atLeast: 1.8 }), 'met');
  assert.equal(verdictOfTry(measured(1.79), { atLeast: 1.8 }), 'missed');
});

test('a try of too few rounds, or of disturbed ones, is neither', () => {
  assert.equal(verdictOfTry({ median: 0.5, count: 1, basis: 'near' }, { atMost: 0.85 }), 'not known');
  assert.equal(verdictOfTry({ median: 0.5, count: 3, basis: 'disturbed' }, { atMost: 0.85 }), 'not known');
  assert.equal(verdictOfTry(null, { atMost: 0.85 }), 'not known');
});

test('two of three tries decide, and one alone does not', () => {
  assert.equal(verdictOf(['met']), 'not known');
  assert.equal(verdictOf(['met', 'missed', 'met']), 'met');
  assert.equal(verdictOf(['missed', 'met', 'missed']), 'missed');
  assert.equal(verdictOf(['not known', 'missed', 'met']), 'not known');
});

test('a must missed in two of three tries makes the run fail', () => {
  assert.equal(exitCodeOf(resultOf([bad, good, bad])), 1);
  assert.match(verdictsText(resultOf([bad, good, bad]).workloads), /missed: made_up, CPU µs, Jurymast ÷ nginx: 0\.90, at most 0\.85\nmusts: 0 met, 1 missed, 0 not known/);
});

test('a must missed in one of three tries does not', () => {
  assert.equal(exitCodeOf(resultOf([bad, good, good])), 0);
  assert.equal(verdictsText(resultOf([bad, good, good]).workloads), 'musts: 1 met, 0 missed, 0 not known');
});

test('a must that is not known is no success', () => {
  assert.equal(exitCodeOf(resultOf([good, tryOf(16, 'disturbed'), tryOf(16, 'disturbed')])), 3);
});

test('a form that does not judge never fails for a figure', () => {
  assert.equal(exitCodeOf({ ...resultOf([bad, bad]), judged: false }), 0);
});

test('a must of Jurymast alone is about the figure, not about a comparison', () => {
  const own = workloadWith({ jurymast: { atMost: 17 } });
  assert.equal(rowOf(summarize(own, [good, good]), 'jurymast').verdict, 'met');
  assert.equal(rowOf(summarize(own, [bad, bad]), 'jurymast').verdict, 'missed');
});

test('there are as many tries as it takes, and not one more', () => {
  const after = (tries, workload = workloadWith(must)) => isSettled(summarize(workload, tries), tries.length, 3);
  assert.equal(after([good]), false);
  assert.equal(after([good, good]), true);
  assert.equal(after([good, bad]), false);
  assert.equal(after([good, bad, tryOf(16, 'disturbed')]), true);
  assert.equal(after([good], workloadWith({})), true, 'nothing stands to be judged');
});

test('of a workload that was not run nothing is judged', () => {
  assert.equal(exitCodeOf({ judged: true, workloads: [{ name: 'loops2', not_run: '2 CPUs; it takes 4', rows: [] }] }), 0);
});
