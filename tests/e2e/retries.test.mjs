// The SDK retries too: what the gateway answers decides how often, so that retries never multiply.
import assert from 'node:assert/strict';

import { ask, forms, wholeAnswerOf } from './asking.mjs';
import { each, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();

/** A client with the SDK's own retries on, and the number of calls it made. */
function countingClient(gateway, sdk) {
  const calls = [];
  const counted = (url, init) => { calls.push(new Headers(init?.headers).get('x-stainless-retry-count')); return fetch(url, init); };
  return { calls, client: gateway.client(sdk, { maxRetries: 2, fetch: counted }) };
}

each('with every target failing the SDK calls once and the upstreams see three requests', async (sdk) => {
  for (const form of forms) {
    await mocks.reset();
    await mocks.a.misbehave({ status: 503 });
    await mocks.b.misbehave({ status: 503 });
    const records = await withGateway({ mocks }, async (gateway) => {
      const { client, calls } = countingClient(gateway, sdk);
      const seen = await ask(client, form);
      assert.equal(seen.error?.status, 503);
      assert.equal(seen.headers.get('x-should-retry'), 'false');
      assert.deepEqual(calls, ['0']);
    });
    assert.equal(records.length, 1);
    assert.ok((await mocks.a.attempts()).length + (await mocks.b.attempts()).length <= 3);
  }
});

each('a refusal without an attempt invites the caller back, with a time', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave({ status: 503 });
  await mocks.b.misbehave({ status: 503 });
  const brittle = { breaker: { consecutive: 1, open_base: '2s', open_cap: '2s' }, budget: { capacity: 10 } };
  const targets = { main: target(mocks.a.url, 'model-a', brittle), spare: target(mocks.b.url, 'model-b', brittle) };
  const records = await withGateway({ mocks, targets }, async (gateway) => {
    await ask(gateway.client(sdk), forms[0]);
    await mocks.a.forget();
    await mocks.b.forget();
    const refused = await ask(gateway.client(sdk), forms[0]);
    assert.equal(refused.error?.status, 503);
    assert.equal(refused.error.code, 'all_open');
    assert.match(refused.headers.get('retry-after') ?? '', /^([1-9]|[1-5][0-9]|60)$/);
    assert.equal(refused.headers.get('x-should-retry'), null);
    assert.equal((await mocks.a.attempts()).length + (await mocks.b.attempts()).length, 0);
    await mocks.reset();
    const { client, calls } = countingClient(gateway, sdk);
    const seen = await ask(client, forms[0]);
    assert.equal(seen.error, null);
    assert.match(wholeAnswerOf(seen.text) ?? '', /^[AB]$/);
    assert.ok(calls.length >= 2, 'the SDK did not come back');
  });
  assert.equal(records[1].outcome, 'refused');
  assert.equal(records[1].refusal, 'all_open');
  assert.equal(records.at(-1).replay, true);
});

each('a retry of the caller gets one attempt a target and a record of its own', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave({ status: 503 });
  const records = await withGateway({ mocks }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), forms[0], {}, { headers: { 'x-stainless-retry-count': '1' } });
    assert.equal(wholeAnswerOf(seen.text), 'B');
  });
  assert.equal((await mocks.a.attempts()).length, 1);
  assert.equal(records[0].replay, true);
});

each('the timeout of the caller shortens the deadline', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave({ silent: true });
  await mocks.b.misbehave({ silent: true });
  await withGateway({ mocks, targets: { main: target(mocks.a.url, 'model-a', { timeouts: { total: '30s' } }) }, route: { deadline: '60s' } }, async (gateway) => {
    const began = performance.now();
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-stainless-timeout': '2' },
      body: JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }] }),
    });
    assert.equal(answer.status, 504);
    assert.ok(performance.now() - began < 10000);
  });
});
