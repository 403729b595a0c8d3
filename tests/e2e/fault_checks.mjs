// What became of one request: what its caller saw, and what its record says, against what a case of fault_cases.mjs promises.
import assert from 'node:assert/strict';

import { isPrefixOfOneAnswer, requestId, wholeAnswerOf } from './asking.mjs';

export const classesOf = (record) => record.attempts.map((attempt) => attempt.class);
export const targetsOf = (record) => record.attempts.map((attempt) => attempt.target);

/** The caller got one whole answer of `tag`, and was told whose it is. */
export function assertServedBy(seen, tag, fallback = null) {
  assert.equal(seen.error, null, String(seen.error));
  assert.equal(wholeAnswerOf(seen.text), tag, seen.text);
  assert.ok(seen.finish);
  assert.equal(seen.headers.get('x-jurymast-target'), tag === 'A' ? 'main' : 'spare');
  assert.equal(seen.headers.get('x-jurymast-fallback'), fallback);
}

export function assertRescued(record, classes) {
  assert.deepEqual(classesOf(record), classes);
  assert.equal(record.outcome, 'complete');
  assert.equal(record.class, 'ok');
  assert.equal(record.status, 200);
  assert.equal(record.served_by, 'spare');
  assert.equal(record.fallback_taken, true);
  assert.equal(record.fallback_class, classes.at(-2), 'the failure that led to the next target');
}

export function assertPlain(record) {
  assert.deepEqual(targetsOf(record), ['main']);
  assert.deepEqual(classesOf(record), ['ok']);
  assert.equal(record.outcome, 'complete');
  assert.equal(record.served_by, 'main');
  assert.equal(record.fallback_taken ?? false, false);
}

export const recordOf = (records, seen) => {
  const found = records.filter((record) => record.id === requestId(seen));
  assert.equal(found.length, 1, `records of ${requestId(seen)}`);
  return found[0];
};

/** What each choice said and how it ended, of a stream or of a buffered answer. */
export function choicesOf(seen) {
  const choices = [];
  const at = (index) => (choices[index] ??= { text: '', finish: null });
  for (const { index, message, finish_reason: finish } of seen.answer?.choices ?? []) choices[index] = { text: message.content, finish };
  for (const { index, delta, finish_reason: finish } of seen.chunks.flatMap((chunk) => chunk.choices ?? [])) {
    at(index).text += delta.content ?? '';
    if (finish) at(index).finish = finish;
  }
  return choices;
}

function checkBothChoices(seen) {
  const choices = choicesOf(seen);
  assert.equal(choices.length, 2);
  assert.equal(wholeAnswerOf(choices[0].text), 'A', choices[0].text);
  const words = choices[1].text.split(' ');
  assert.ok(words.every((word) => word.endsWith('/1')), choices[1].text);
  assert.equal(words.map((word) => word.slice(0, -2)).join(' '), choices[0].text);
  assert.deepEqual(choices.map((choice) => choice.finish), ['stop', 'stop']);
}

/** What the caller has seen does not look complete: not every choice ended well. */
function assertUnfinished(seen, { only = {} }) {
  const ends = choicesOf(seen).filter((choice) => choice?.finish === 'stop').length;
  assert.ok(ends < (only.n ?? 1), 'every choice looks complete');
  assert.notEqual(seen.finish, 'completed');
}

export function checkError(seen, expected, sdk) {
  assert.ok(seen.error, `the caller saw no error, but ${JSON.stringify(seen.text)}`);
  assert.ok(seen.error instanceof sdk.OpenAI.APIError, `${seen.error?.constructor?.name}: ${seen.error}`);
  if (expected.raises) {
    assert.equal(seen.error.code, expected.raises);
    assert.ok(seen.text.length > 0 && isPrefixOfOneAnswer(seen.text), seen.text);
    if (!expected.finished) assertUnfinished(seen, expected);
    return;
  }
  assert.equal(seen.error.status, expected.status);
  assert.equal(seen.error.code, expected.code);
  assert.equal(seen.headers.get('x-jurymast-class'), expected.classes[0]);
  assert.equal(seen.headers.get('x-should-retry'), 'false');
  assert.equal(seen.headers.get('retry-after'), null);
}

/** The same with the first choice's words alone, where there are several. */
const firstChoice = (seen, expected) => expected.only.n ? { ...seen, text: choicesOf(seen)[0]?.text ?? '' } : seen;

export function checkCaller(all, expected, sdk) {
  const seen = firstChoice(all, expected);
  if (expected.rescued) return assertServedBy(seen, 'B', expected.classes[0]);
  if (!expected.served) return checkError(seen, expected, sdk);
  assertServedBy(seen, 'A');
  if (expected.only.n) checkBothChoices(seen);
}

export function checkRecord(record, expected) {
  if (expected.rescued) return assertRescued(record, expected.classes);
  if (expected.served) return assertPlain(record);
  assert.deepEqual(classesOf(record), expected.classes);
  assert.equal(record.outcome, expected.raises ? 'partial' : 'failed');
  assert.equal(record.class, expected.classes[0]);
  assert.equal(record.status, expected.raises ? 200 : expected.status);
  assert.equal(record.fallback_taken ?? false, false);
}
