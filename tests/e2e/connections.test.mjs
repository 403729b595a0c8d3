// Kept connections that went stale, and answers that come before the question was read.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, formName, forms } from './asking.mjs';
import { assertPlain, assertRescued, assertServedBy, checkError, checkRecord, classesOf, recordOf, targetsOf } from './fault_checks.mjs';
import { each, scale, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();
const milliseconds = (time) => Math.round(time * scale);
const resetAll = () => mocks.startAgain();

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
