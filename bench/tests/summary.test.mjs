import assert from 'node:assert/strict';
import { test } from 'node:test';

import { conditions, spread, summarize } from '../summary.mjs';
import { costs, roundOf, rowOf, workloadWith } from './runs.mjs';

test('a spread is the median, the range and the count, and of nothing there is none', () => {
  assert.deepEqual(spread([3, 1, 2]), { median: 2, min: 1, max: 3, count: 3 });
  assert.equal(spread([4, 1, 2, 3]).median, 2.5);
  assert.equal(spread([]), null);
});

test('a ratio is taken within a round, not between medians', () => {
  const rounds = [roundOf({ jurymast: 10, nginx: 20 }), roundOf({ jurymast: 30, nginx: 30 }), roundOf({ jurymast: 20, nginx: 80 })];
  const { relation } = rowOf(summarize(workloadWith({}), [rounds]), 'nginx');
  assert.deepEqual(relation, { by: 'ratio', median: 0.5, min: 0.25, max: 1, count: 3, basis: 'near' });
});

test('what is near nothing is compared by its difference', () => {
  const rounds = [roundOf({ jurymast: 10, nginx: -2 }), roundOf({ jurymast: 10, nginx: 13 })];
  const { relation } = rowOf(summarize(workloadWith({}, { beside: 'difference' }), [rounds]), 'nginx');
  assert.deepEqual([relation.by, relation.median, relation.min, relation.max], ['difference', 4.5, -3, 12]);
});

test('rounds are compared under the same conditions alone', () => {
  const mixed = { jurymast: costs(10), nginx: costs(1000, 'far') };
  const rounds = [mixed, roundOf({ jurymast: 10, nginx: 20 }), roundOf({ jurymast: 10, nginx: 10 }, 'disturbed')];
  const { relation } = rowOf(summarize(workloadWith({}), [rounds]), 'nginx');
  assert.deepEqual([relation.median, relation.count, relation.basis], [0.5, 1, 'near']);
});

test('rounds that were all far are compared and say so, and disturbed ones have no figure of their own', () => {
  const far = summarize(workloadWith({}), [[roundOf({ jurymast: 10, nginx: 20 }, 'far')]]);
  assert.equal(rowOf(far, 'nginx').relation.basis, 'far');
  assert.deepEqual(rowOf(far, 'nginx').absolute, { median: 20, min: 20, max: 20, count: 1, basis: 'far' });
  const disturbed = summarize(workloadWith({}), [[roundOf({ jurymast: 10, nginx: 20 }, 'disturbed')]]);
  assert.equal(rowOf(disturbed, 'nginx').relation.basis, 'disturbed');
  assert.equal(rowOf(disturbed, 'nginx').absolute, null);
});

test('memory counts however disturbed the machine was', () => {
  const rows = summarize(workloadWith({}, { steady: true }), [[roundOf({ jurymast: 10 }, 'disturbed')]]);
  assert.deepEqual([rows[0].absolute.median, rows[0].absolute.basis], [10, 'any']);
});

test('a figure that is less what it is without a proxy needs that run to be like it', () => {
  const round = { jurymast: costs(10), nginx: costs(20), direct: costs(1, 'far') };
  assert.equal(rowOf(summarize(workloadWith({}), [[round]]), 'nginx').relation.basis, 'disturbed');
});

test('conditions count the states and say nothing of what nobody could tell', () => {
  const round = { jurymast: { ...costs(10), others_percent: null }, nginx: { ...costs(20, 'far'), repeats: 2 } };
  const said = conditions([round]);
  assert.deepEqual([said.states, said.repeats, said.others_percent.count], [{ near: 1, far: 1 }, 2, 1]);
});
