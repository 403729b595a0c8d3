// The faults that need more than one request, or an upstream that is odd rather than broken: outages that end, brown-outs, connections that
// went stale, answers before the question, streams out of order and errors in other people's forms.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, formName, forms } from './asking.mjs';
import { oddCases, orderCases } from './fault_cases.mjs';
import {
  assertPlain, assertRescued, assertServedBy, checkCaller, checkError, checkRecord, choicesOf, classesOf, recordOf, targetsOf,
} from './fault_checks.mjs';
import { each, eventually, scale, sdks, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();
const milliseconds = (time) => Math.round(time * scale);
const post = (mock, path, body) => mock.call('POST', path, body);

function accepts(mock) {
  const { hostname, port } = new URL(mock.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.on('connect', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}

const comesBack = (mock) => eventually('the port to open', () => accepts(mock));

/** Everything about both mocks as at their start, their pace and slots too. */
async function resetAll() {
  for (const mock of [mocks.a, mocks.b]) {
    if (mock.child.ended) assert.fail(`mock ${mock.tag} ended: ${JSON.stringify(await mock.child.exited)}\n${mock.child.stderr}`);
    await comesBack(mock);
    await post(mock, 'reset', {});
  }
}

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
    seen.push(await ask(client, forms[0]), await ask(client, forms[0]));
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

// --- Connections that went stale ------------------------------------------------------------------------------------------------------

const thrifty = (capacity) => ({ main: target(mocks.a.url, 'model-a', { budget: { capacity, per_success: 0, per_second: 0 } }) });
const staleOnce = [{ fault: { stale: true }, for_next: 1 }];

each('a reused connection that closes without a byte costs one replay on a fresh one, and a token', async (sdk) => {
  await resetAll();
  const replayed = [];
  const records = await withGateway({ mocks, targets: thrifty(10) }, async (gateway) => {
    const client = gateway.client(sdk);
    for (const form of [...forms, { family: 'responses', stream: false, store: true }]) {
      await mocks.reset();
      await mocks.a.misbehave(staleOnce);
      const extra = form.store ? { store: true } : {};
      assertServedBy(await ask(client, form, extra), 'A');
      const seen = await ask(client, form, extra);
      assertServedBy(seen, 'A');
      replayed.push(seen);
      const attempts = await mocks.a.attempts();
      assert.deepEqual(attempts.map((attempt) => attempt.ended), ['complete', 'closed', 'complete'], formName(form));
      assert.equal(attempts[1].connection, attempts[0].connection);
      assert.notEqual(attempts[2].connection, attempts[0].connection);
      assert.equal(attempts[1].body_sha256, attempts[2].body_sha256);
      assert.equal((await mocks.b.attempts()).length, 0);
    }
  });
  let tokens = 10000;
  for (const seen of replayed) {
    const record = recordOf(records, seen);
    assert.deepEqual(targetsOf(record), ['main', 'main']);
    assert.deepEqual(classesOf(record), ['network_reset', 'ok']);
    assert.equal(record.outcome, 'complete');
    assert.equal(record.served_by, 'main');
    assert.equal(record.fallback_taken ?? false, false);
    const [stale, fresh] = record.attempts;
    assert.equal(stale.reused, true);
    assert.equal(stale.retry, 'single_retry');
    assert.equal(stale.next, 'same_target');
    assert.equal(stale.backoff_us ?? 0, 0, 'a replay waits for nothing');
    assert.equal(fresh.reused ?? false, false);
    assert.equal(fresh.admission.tokens, tokens);
    assert.equal(fresh.admission.tokens_after, tokens - 1000);
    assert.equal(seen.headers.get('x-jurymast-attempts'), '2');
    tokens -= 1000;
  }
});

each('without a token left a stale connection is a reset, and the next target serves', async (sdk) => {
  await resetAll();
  await mocks.a.misbehave([{ fault: { stale: true } }]);
  const seen = [];
  const records = await withGateway({ mocks, targets: thrifty(1) }, async (gateway) => {
    for (let k = 0; k < 3; ++k) seen.push(await ask(gateway.client(sdk), forms[0]));
  });
  assertServedBy(seen[1], 'A');
  assert.deepEqual(classesOf(recordOf(records, seen[1])), ['network_reset', 'ok']);
  assertServedBy(seen[2], 'B', 'network_reset');
  const record = recordOf(records, seen[2]);
  assertRescued(record, ['network_reset', 'ok']);
  assert.equal(record.attempts[0].next, 'next_target');
  assert.equal((await mocks.a.attempts()).length, 4);
  assert.equal((await mocks.b.attempts()).length, 1);
});

each('a target that keeps closing its idle connections gets fresh ones, and costs no more replays', async (sdk) => {
  await resetAll();
  await mocks.a.misbehave([{ fault: { stale: true } }]);
  const seen = [];
  const records = await withGateway({ mocks }, async (gateway) => {
    for (let k = 0; k < 6; ++k) seen.push(await ask(gateway.client(sdk), forms[k % forms.length]));
  });
  for (const answer of seen) assertServedBy(answer, 'A');
  const attempts = seen.map((answer) => recordOf(records, answer).attempts.length);
  assert.deepEqual(attempts, [1, 2, 2, 1, 1, 1]);
  assert.equal((await mocks.a.attempts()).length, 8);
});

each('an idle connection that was closed in order is noticed before it is used', async (sdk) => {
  await resetAll();
  await mocks.a.misbehave({ idle_close: '20ms' });
  const seen = [];
  const records = await withGateway({ mocks }, async (gateway) => {
    for (const form of forms) {
      seen.push(await ask(gateway.client(sdk), form));
      await sleep(milliseconds(150));
    }
  });
  for (const answer of seen) {
    assertServedBy(answer, 'A');
    const record = recordOf(records, answer);
    assertPlain(record);
    assert.equal(record.attempts[0].reused ?? false, false);
  }
  const attempts = await mocks.a.attempts();
  assert.deepEqual(attempts.map((attempt) => attempt.request_on_connection), forms.map(() => 1));
});

each('a connection that closes at the moment it is used again is never seen by the caller', async (sdk) => {
  await resetAll();
  await mocks.a.misbehave({ idle_close: '1ms' });
  const seen = [];
  const records = await withGateway({ mocks }, async (gateway) => {
    for (let k = 0; k < 40; ++k) {
      seen.push(await ask(gateway.client(sdk), forms[k % forms.length]));
      await sleep(k % 4);
    }
  });
  for (const answer of seen) {
    assertServedBy(answer, 'A');
    const record = recordOf(records, answer);
    assert.ok(['ok', 'network_reset,ok'].includes(classesOf(record).join()), classesOf(record).join());
    assert.equal(record.outcome, 'complete');
  }
  assert.equal((await mocks.b.attempts()).length, 0);
});

// --- Answers before the question ------------------------------------------------------------------------------------------------------

const megabyte = 1 << 20;
const longQuestion = ({ family }) => family === 'responses' ? { input: 'x'.repeat(megabyte) }
                                                            : { messages: [{ role: 'user', content: 'x'.repeat(megabyte) }] };

each('an answer that came before the body was read is taken for what it says', async (sdk) => {
  for (const form of forms) {
    await resetAll();
    await mocks.a.misbehave([{ fault: { early: 413, error_code: 'too_big' } }]);
    let seen;
    const records = await withGateway({ mocks }, async (gateway) => { seen = await ask(gateway.client(sdk), form, longQuestion(form)); });
    checkError(seen, { status: 413, code: 'too_big', classes: ['invalid_request'] }, sdk);
    const record = recordOf(records, seen);
    checkRecord(record, { status: 413, classes: ['invalid_request'] });
    assert.ok(record.bytes_in > megabyte);
    assert.equal(record.attempts[0].status, 413);
    const attempts = await mocks.a.attempts();
    assert.deepEqual(attempts.map((attempt) => [attempt.status, attempt.body_bytes]), [[413, 0]]);
    assert.equal((await mocks.b.attempts()).length, 0);
  }
});

each('an overload told before the body was read is retried once, and the next target gets the whole body', async (sdk) => {
  for (const form of forms) {
    await resetAll();
    await mocks.a.misbehave([{ fault: { early: 503 } }]);
    let seen;
    const records = await withGateway({ mocks }, async (gateway) => { seen = await ask(gateway.client(sdk), form, longQuestion(form)); });
    assertServedBy(seen, 'B', 'overloaded');
    const record = recordOf(records, seen);
    assertRescued(record, ['overloaded', 'overloaded', 'ok']);
    assert.equal(record.maybe_executed ?? false, false, 'the upstream said that it refused');
    assert.deepEqual((await mocks.a.attempts()).map((attempt) => attempt.status), [503, 503]);
    // The model's name, which is shorter or longer, is all that differs.
    const [taken] = await mocks.b.attempts();
    assert.equal(taken.body_bytes, record.bytes_in + 'model-b'.length - 'assistant'.length);
  }
});

each('a large body is replayed whole over a fresh connection', async (sdk) => {
  for (const form of forms) {
    await resetAll();
    await mocks.a.misbehave(staleOnce);
    const seen = [];
    const records = await withGateway({ mocks }, async (gateway) => {
      for (let k = 0; k < 2; ++k) seen.push(await ask(gateway.client(sdk), form, longQuestion(form)));
    });
    for (const answer of seen) assertServedBy(answer, 'A');
    assert.deepEqual(classesOf(recordOf(records, seen[1])), ['network_reset', 'ok']);
    const digests = (await mocks.a.attempts()).map((attempt) => attempt.body_sha256);
    assert.equal(digests.length, 3);
    assert.equal(new Set(digests).size, 1);
  }
});
