// What is said of counted instructions.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compare, tolerancePercent } from './instruction_verdict.mjs';

const built = { compiler: 'clang 19', flags: '-O1' };
const build = (counts, changes = {}) => ({ built: { ...built, ...changes }, instructions_per_call: counts });
const kept = build({ head: 1000, frame: 200 });

test('counts within the tolerance pass', () => {
  assert.equal(compare(kept, build({ head: 1000 + 10 * tolerancePercent, frame: 200 })).verdict, 'pass');
});

test('a count above the tolerance fails and is named', () => {
  const { verdict, reason } = compare(kept, build({ head: 1001 + 10 * tolerancePercent, frame: 200 }));
  assert.equal(verdict, 'fail');
  assert.match(reason, /head/);
  assert.doesNotMatch(reason, /frame/);
});

test('a count clearly below passes and is named, so that it can be kept', () => {
  const { verdict, reason } = compare(kept, build({ head: 500, frame: 200 }));
  assert.equal(verdict, 'pass');
  assert.match(reason, /less than kept: head; UPDATE=1/);
});

test('work that is kept or counted alone fails', () => {
  assert.equal(compare(kept, build({ head: 1000 })).verdict, 'fail');
  assert.equal(compare(kept, build({ head: 1000, frame: 200, line: 5 })).verdict, 'fail');
});

test('counts of another build are not known, however large', () => {
  const { verdict, reason } = compare(kept, build({ head: 9000, frame: 200 }, { compiler: 'g++ 12' }));
  assert.equal(verdict, 'not known');
  assert.match(reason, /compiler: clang 19/);
  assert.equal(compare(undefined, kept).verdict, 'not known');
});
