// The faults that need more than one request, or an upstream that is odd rather than broken: outages that end, brown-outs, streams out of
// order and errors in other people's forms.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, formName, forms } from './asking.mjs';
import { oddCases, orderCases } from './fault_cases.mjs';
import { assertPlain, assertRescued, assertServedBy, checkCaller, checkError, checkRecord, choicesOf, recordOf, targetsOf } from './fault_checks.mjs';
import { accepts, comesBack, each, eventually, scale, sdks, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();
const milliseconds = (time) => Math.round(time * scale);
const post = (mock, path, body) => mock.call('POST', path, body);
const resetAll = () => mocks.startAgain();

// --- One request, one consequence -----------------------------------------------------------------------------------------------------

async function checkRequests(expected) {
  const [atFirst, atSecond] = [await mocks.a.attempts(), await mocks.b.attempts()];
  assert.equal(atFirst.length, expected.a, 'requests at the first target');
  assert.equal(atSecond.length, expected.b, 'requests at the second target');
  assert.equal(new Set([...atFirst, ...atSecond].map((attempt) => attempt.body_bytes)).size, 1, 'the request changed on its way');
}

const casesFor = (cases, { family, stream }) => cases.filter(({ only }) =>
  (only.family === undefined || only.family === family) && (only.stream === undefined || only.stream === stream));

/** All cases through one gateway, which thus shows as well that none of them harms the next. */
function suite(title, cases) {
  for (const sdk of sdks) {
    test(`${title} (${sdk.name})`, { timeout: 240000 * scale }, async (t) => {
      await resetAll();
      const asked = [];
      const records = await withGateway({ mocks }, async (gateway) => {
        for (const form of forms) {
          for (const expected of casesFor(cases, form)) {
            await t.test(`${formName(form)}: ${expected.name}`, async () => {
              await mocks.reset();
              await mocks.a.misbehave(expected.fault);
              const seen = await ask(gateway.client(sdk), form, expected.only.n ? { n: expected.only.n } : {});
              asked.push({ name: `${formName(form)}: ${expected.name}`, seen, expected });
              checkCaller(seen, expected, sdk);
              await checkRequests(expected);
            });
          }
        }
      });
      assert.equal(records.length, asked.length, 'one record for each request');
      for (const { name, seen, expected } of asked) await t.test(`the record of ${name}`, () => checkRecord(recordOf(records, seen), expected));
    });
  }
}

suite('every odd answer has its one consequence', oddCases);
suite('events out of order and choices that do not end have their one consequence', orderCases);

each('with commit = "complete" choices that do not all end are never seen', async (sdk) => {
  await resetAll();
  await mocks.a.misbehave({ cut_event: 19, cut: 'end' });
  const records = await withGateway({ mocks, route: { commit: 'complete' } }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), forms[1], { n: 2 });
    assertServedBy({ ...seen, text: choicesOf(seen)[0].text }, 'B', 'truncated');
    assert.deepEqual(choicesOf(seen).map((choice) => choice.finish), ['stop', 'stop']);
  });
  assertRescued(records[0], ['truncated', 'ok']);
});

// --- Outages that end -----------------------------------------------------------------------------------------------------------------

async function goDown(mock, time) {
  await post(mock, 'down', { for_ms: milliseconds(time) });
  await eventually('the port to close', async () => !(await accepts(mock)), { every: 2 });
}

each('while a target is down the next one serves, and afterwards the first again', async (sdk) => {
  await resetAll();
  const during = [];
  const around = [];
  const records = await withGateway({ mocks }, async (gateway) => {
    const client = gateway.client(sdk);
    for (const form of forms) around.push(await ask(client, form));
    await goDown(mocks.a, 1500);
    for (const form of forms) during.push(await ask(client, form));
    assert.ok(!(await accepts(mocks.a)), 'the outage ended before the test was through with it');
    await comesBack(mocks.a);
    for (const form of forms) around.push(await ask(client, form));
  });
  for (const seen of around) {
    assertServedBy(seen, 'A');
    assertPlain(recordOf(records, seen));
  }
  for (const seen of during) {
    assertServedBy(seen, 'B', 'network_connect');
    const record = recordOf(records, seen);
    assertRescued(record, ['network_connect', 'network_connect', 'ok']);
    assert.deepEqual(record.attempts.map((attempt) => attempt.status ?? null), [null, null, 200]);
    assert.equal(record.maybe_executed ?? false, false, 'nothing was sent to a closed port');
  }
  assert.equal(records.length, 3 * forms.length);
  assert.equal((await mocks.a.attempts()).length, 2 * forms.length);
  assert.equal((await mocks.b.attempts()).length, forms.length);
});

each('a breaker keeps requests from a target that is down, and one probe finds it again', async (sdk) => {
  await resetAll();
  const breaker = { consecutive: 2, open_base: `${milliseconds(400)}ms`, open_cap: `${milliseconds(400)}ms`, probes_to_close: 1, ramp: '1ms' };
  const seen = [];
  const records = await withGateway({ mocks, targets: { main: target(mocks.a.url, 'model-a', { breaker }) } }, async (gateway) => {
    const client = gateway.client(sdk);
    await post(mocks.a, 'down', { for_ms: milliseconds(60000), as: '503' });
    seen.push(await ask(client, forms[0]), await ask(client, forms[0]));
    assert.equal((await mocks.a.attempts()).length, 2, 'an open breaker let a request through');
    await mocks.a.call('DELETE', 'down');
    await sleep(milliseconds(700));
    seen.push(await ask(client, forms[0]));
    // A caller can be back before the shortest ramp is over, which turns some away.
    await sleep(milliseconds(20));
    seen.push(await ask(client, forms[0]));
  });
  assertServedBy(seen[0], 'B', 'overloaded');
  assertRescued(recordOf(records, seen[0]), ['overloaded', 'overloaded', 'ok']);
  assertServedBy(seen[1], 'B', 'breaker_open');
  const kept = recordOf(records, seen[1]);
  assert.deepEqual(targetsOf(kept), ['spare']);
  assert.deepEqual(kept.passed_over.map((passed) => [passed.target, passed.denial]), [['main', 'breaker_open']]);
  assert.equal(kept.fallback_denial, 'breaker_open');
  for (const healthy of seen.slice(2)) {
    assertServedBy(healthy, 'A');
    assertPlain(recordOf(records, healthy));
  }
  assert.equal(recordOf(records, seen[2]).attempts[0].admission.probe, true);
  assert.equal(recordOf(records, seen[3]).attempts[0].admission.probe ?? false, false);
});

each('an outage in the middle of a stream is an error to the caller, not an end', async (sdk) => {
  for (const form of forms.filter(({ stream }) => stream)) {
    await resetAll();
    await post(mocks.a, 'pace', { token_every_ms: milliseconds(200) });
    let seen;
    const records = await withGateway({ mocks }, async (gateway) => {
      // The head of a stream comes with its first content.
      const interrupted = async (url, init) => { const answer = await fetch(url, init); await goDown(mocks.a, 300); return answer; };
      seen = await ask(gateway.client(sdk, { fetch: interrupted }), form);
    });
    checkError(seen, { raises: 'truncated' }, sdk);
    assert.equal(seen.finish, null);
    checkRecord(recordOf(records, seen), { raises: 'truncated', classes: ['truncated'] });
    await comesBack(mocks.a);
    assert.equal((await mocks.b.attempts()).length, 0, 'what had begun was asked for again');
  }
});

each('a target that resets a connection and then refuses the next is stepped over', async (sdk) => {
  for (const form of forms) {
    await resetAll();
    await mocks.a.misbehave({ refuse: `${milliseconds(200)}ms` });
    let seen;
    const records = await withGateway({ mocks }, async (gateway) => { seen = await ask(gateway.client(sdk), form); });
    assertServedBy(seen, 'B', 'network_connect');
    const record = recordOf(records, seen);
    assertRescued(record, ['network_reset', 'network_connect', 'ok']);
    assert.equal(record.maybe_executed, true, 'a request without an answer may have been carried out');
    await comesBack(mocks.a);
    assert.equal((await mocks.a.attempts()).length, 1);
  }
});

each('words behind the end of an answer are of no other attempt', async (sdk) => {
  for (const form of forms.filter(({ stream }) => stream)) {
    await resetAll();
    await mocks.a.misbehave({ late_data: true, no_done: true });
    let seen;
    const records = await withGateway({ mocks }, async (gateway) => { seen = await ask(gateway.client(sdk), form); });
    assert.equal(seen.error, null);
    assert.ok(seen.text.startsWith(Array.from({ length: 8 }, (_, k) => `A-1-${k + 1}`).join(' ')), seen.text);
    assert.doesNotMatch(seen.text.replaceAll('A-1-', ''), /[A-Z]/, seen.text);
    assertPlain(recordOf(records, seen));
    assert.equal((await mocks.b.attempts()).length, 0);
  }
});

// --- Brown-outs -----------------------------------------------------------------------------------------------------------------------

each('requests that queue in a brown-out are ended by their clock and served by the next target', async (sdk) => {
  for (const form of forms) {
    await resetAll();
    // One answer takes 1050 ms: longer than a stream may wait for content, and two of them longer than a buffered answer may take.
    await post(mocks.a, 'pace', { token_every_ms: milliseconds(150) });
    await post(mocks.a, 'concurrency', { slots: 1 });
    const failure = form.stream ? 'timeout_first_token' : 'timeout_total';
    let crowd;
    let alone;
    const records = await withGateway({ mocks }, async (gateway) => {
      const client = gateway.client(sdk);
      const first = ask(client, form);
      await eventually('the first request to hold the slot', async () => (await mocks.a.call('GET', '')).running === 1);
      crowd = await Promise.all([first, ask(client, form), ask(client, form)]);
      await eventually('the queue to be empty', async () => {
        const { running, waiting } = await mocks.a.call('GET', '');
        return running + waiting === 0;
      });
      await post(mocks.a, 'concurrency', { slots: 0 });
      await post(mocks.a, 'pace', { token_every_ms: 0 });
      alone = await ask(client, form);
    });
    for (const seen of [crowd[0], alone]) {
      assertServedBy(seen, 'A');
      assertPlain(recordOf(records, seen));
    }
    for (const seen of crowd.slice(1)) {
      assertServedBy(seen, 'B', failure);
      const record = recordOf(records, seen);
      assertRescued(record, [failure, 'ok']);
      assert.equal(record.maybe_executed, true);
    }
    const ends = (await mocks.a.attempts()).map((attempt) => attempt.ended).sort();
    assert.deepEqual(ends, ['client_gone', 'client_gone', 'complete', 'complete']);
    assert.equal((await mocks.b.attempts()).length, 2);
  }
});
