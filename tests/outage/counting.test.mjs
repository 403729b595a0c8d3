// The figures, counted on evidence made by hand, and the verdicts on them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formlessErrors, openings, overBudget, perOffered, primaryBackMs, reachingAnswers, recoverySeconds, worstWindow } from './counting.mjs';
import { chosenForm } from './forms.mjs';
import { asSimulated, isGood, judge, least, most } from './rows/figure.mjs';
import { hardOutages } from './rows/hard_outages.mjs';
import { scenarioText } from './simulated.mjs';

const second = 1000;
const form = { factor: 1 };

/** A call a second from 0 on, served by A where `served(second)`. */
const callsOf = (count, served = () => true) =>
  Array.from({ length: count }, (_, k) => ({ at: k * second, servedBy: served(k) ? 'A' : null, answers: [] }));

const attempt = (at, id, whole = false) => ({ at, ended: at + 10, id, status: whole ? 200 : 503, whole });
const answer = (changes) => ({ status: 503, id: 'an id', retryAfter: null, shouldRetry: null, ...changes });
const answered = (...answers) => ({ calls: [{ at: 0, answers }] });

test('attempts for each call offered are those of the fault alone', () => {
  const evidence = { calls: callsOf(30), fault: { from: 10 * second, until: 20 * second },
                     attempts: { main: [9, 10, 11, 20].map((k) => attempt(k * second, k)), spare: [attempt(12 * second, 1)] } };
  assert.equal(perOffered(evidence, ['main']), 0.2);
  assert.equal(perOffered(evidence, ['main', 'spare']), 0.3);
});

test('the worst window is found between whole windows, too', () => {
  const burst = Array.from({ length: 40 }, (_, k) => attempt(14 * second + k * 100, k));
  assert.equal(worstWindow({ calls: callsOf(31), attempts: { main: burst } }, ['main'], 10 * second), 4);
});

test('the budget is exceeded by the attempt for which nothing stands', () => {
  const retries = (count) => Array.from({ length: count }, () => attempt(0, 'one operation'));
  const evidence = (main) => ({ startedAt: 0, attempts: { main } });
  assert.equal(overBudget(evidence(retries(11)), 'main', form), 0);
  assert.equal(overBudget(evidence(retries(12)), 'main', form), 1);
  const tenSuccesses = Array.from({ length: 10 }, (_, k) => ({ ...attempt(-100, `served ${k}`, true), ended: -50 }));
  assert.equal(overBudget(evidence([...tenSuccesses, ...retries(12)]), 'main', form), 0);
});

test('what was spent too early is seen although time would have paid for it later', () => {
  const early = Array.from({ length: 12 }, () => attempt(0, 'one operation'));
  const late = attempt(1000 * second, 'another');
  assert.equal(overBudget({ startedAt: 0, attempts: { main: [...early, late] } }, 'main', form), 1);
});

test('an error is final, hopeful, or formless', () => {
  assert.equal(formlessErrors(answered(answer({ shouldRetry: 'false' }), answer({ retryAfter: '5' }), answer({ status: 200 }))), 0);
  assert.equal(formlessErrors(answered(answer({}))), 1, 'neither');
  assert.equal(formlessErrors(answered(answer({ shouldRetry: 'false', retryAfter: '5' }))), 1, 'both');
  assert.equal(formlessErrors(answered(answer({ shouldRetry: 'true', retryAfter: '5' }))), 1, 'an order to come back');
  assert.equal(formlessErrors(answered(answer({ retryAfter: '61' }))), 1, 'too far away');
  assert.equal(formlessErrors(answered(answer({ status: 502, retryAfter: '5' }))), 1, 'hope in a status that has none');
  assert.equal(formlessErrors(answered({ at: 0, status: 0 })), 1, 'no answer');
  assert.equal(formlessErrors(answered(answer({ shouldRetry: 'false', id: null }))), 1, 'no id to ask with');
});

test('recovery is the moment from which it stays', () => {
  const settled = { windowMs: 5 * second, percent: 97 };
  const evidence = (served) => ({ calls: callsOf(60, served), fault: { from: 0, until: 20 * second } });
  assert.equal(recoverySeconds(evidence((k) => k < 10 || k >= 27), settled), 6.5);
  assert.equal(recoverySeconds(evidence((k) => k < 40 || k === 59), settled), null);
  assert.equal(recoverySeconds(evidence((k) => k !== 40), settled) > 20, true, 'a relapse is no recovery');
});

test('the primary is back with its first whole answer after the fault', () => {
  const main = [attempt(second, 1, true), attempt(11 * second, 2), attempt(13 * second, 3, true)];
  assert.equal(primaryBackMs({ fault: { from: 5 * second, until: 10 * second }, attempts: { main } }), 3 * second);
  assert.equal(primaryBackMs({ fault: { from: 5 * second, until: 14 * second }, attempts: { main } }), null);
});

test('a refusal reaches no upstream', () => {
  const calls = [{ answers: [{ id: 'a' }, { id: 'b' }] }, { answers: [{ id: 'c' }] }];
  assert.deepEqual(reachingAnswers({ calls, attempts: { main: [{ id: 'b' }, { id: 'b' }], spare: [] } }), [1, 0]);
});

test('an opening ends an epoch in which traffic passed; a failed probe ends none', () => {
  const admitted = (epoch, breaker) => ({ target: 'main', admission: { epoch, breaker } });
  const records = [
    { attempts: [admitted(undefined, undefined), admitted(1, 'half_open')] },
    { attempts: [admitted(2, 'half_open'), admitted(2, 'ramp')] },
    { attempts: [admitted(3, 'half_open'), { target: 'spare', admission: { epoch: 9 } }] },
    { refusal: 'all_open' },
  ];
  assert.equal(openings({ records }, 'main'), 2);
});

test('a bound that the baseline keeps too has no teeth', () => {
  const verdict = (figure, protectedValue, baseline) => judge(figure, { protected: protectedValue, baseline }).verdict;
  const low = most('a', (value) => value, () => 10);
  assert.equal(verdict(low, 5, 50), 'held');
  assert.equal(verdict(low, 50, 5), 'broken');
  assert.equal(verdict(low, 5, 5), 'no teeth');
  assert.equal(verdict(low, 5, null), 'held', 'never is above any bound');
  assert.equal(verdict(low, null, 50), 'broken');
  assert.equal(verdict(least('b', (value) => value, () => 97), 99, 99), 'held', 'a figure without teeth needs no contrast');
});

test('a live count agrees with the simulator near its median, or among its seeds', () => {
  const verdict = (live, range, lateMs = 0) => {
    const main = Array.from({ length: live }, (_, k) => attempt(k, k));
    const calls = [{ at: 0, startedAt: lateMs }, { at: second, startedAt: 2 * second }];
    const evidence = { calls, fault: { from: 0, until: second }, attempts: { main }, simulated: { main: range } };
    return judge(asSimulated('main', 'primary'), { protected: evidence });
  };
  const narrow = { least: 13, median: 14, most: 15 };
  assert.equal(verdict(17, narrow).verdict, 'held', 'three apart');
  assert.equal(verdict(18, narrow).verdict, 'broken');
  assert.equal(verdict(10, narrow).verdict, 'broken', 'too few are no agreement either');
  assert.equal(verdict(105, { least: 99, median: 100, most: 101 }).verdict, 'held', 'a twentieth');
  assert.equal(verdict(106, { least: 99, median: 100, most: 101 }).verdict, 'broken');
  const wide = verdict(30, { least: 20, median: 55, most: 120 });
  assert.equal(wide.verdict, 'in range');
  assert.equal(isGood(wide), true);
  assert.equal(verdict(19, { least: 20, median: 55, most: 120 }).verdict, 'broken');
  assert.equal(verdict(18, narrow, second).verdict, 'not known', 'the calls of the fault came late');
  assert.equal(verdict(17, narrow, second).verdict, 'held', 'and did no harm');
});

test('the scenario of a row has its clocks in the chosen form', () => {
  const row = hardOutages.find(({ name }) => name === 'A3');
  const text = scenarioText({ ...chosenForm(), rate: 50, ms: (time) => time / 10 }, row);
  for (const line of ['scenario = "hard_outage"', 'call_every = "20000us"', 'sdk_retries = 0', 'answers = "by_turns"', 'fault_begin = "500000us"',
                      'fault_length = "3000000us"', 'afterwards = "5000000us"']) {
    assert.ok(text.split('\n').includes(line), `${line} in\n${text}`);
  }
});
