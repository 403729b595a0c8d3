// The verdicts, on samples and records made by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { judgeGrowth, judgeRecords, leakSeenBytes, samplesPerQuarterMin } from './verdict.mjs';

const series = (count, value) => Array.from({ length: count }, (_, i) => ({ at: i * 100, held: value(i) }));
const verdictOf = (samples, bound = 10) => judgeGrowth(samples, { held: bound })[0].verdict;

test('what stands still passes, whatever it did while it warmed up', () => {
  assert.equal(verdictOf(series(100, (i) => (i < 20 ? i * 1000 : 20000))), 'pass');
});

test('a steady growth fails', () => {
  assert.equal(verdictOf(series(100, (i) => 1000 + i)), 'fail');
});

test('growth below the bound passes, and one above it fails', () => {
  const step = (by) => series(100, (i) => (i < 60 ? 100 : 100 + by));
  assert.equal(verdictOf(step(10)), 'pass');
  assert.equal(verdictOf(step(11)), 'fail');
});

test('single peaks are not growth', () => {
  assert.equal(verdictOf(series(100, (i) => (i % 10 === 9 ? 5000 : 100))), 'pass');
});

test('with too few samples nothing is known', () => {
  assert.equal(verdictOf([]), 'not known');
  assert.equal(verdictOf(series(2 * samplesPerQuarterMin, () => 1)), 'not known');
});

test('every call has its one record', () => {
  const judged = (recorded) => judgeRecords({ calls: 3, ids: ['a', 'b'], recorded }).verdict;
  assert.equal(judged(['a', 'b', 'c']), 'pass');
  assert.equal(judged(['a', 'b']), 'fail');
  assert.equal(judged(['a', 'b', 'c', 'd']), 'fail');
  assert.equal(judged(['a', 'a', 'b']), 'fail');
  assert.equal(judged(['a', 'c', 'd']), 'fail');
});

test('the leak that would have been seen is that of half of the calls', () => {
  assert.equal(leakSeenBytes(1 << 20, 1 << 15), 64);
});
