// SIGTERM: what runs is finished, what is new is sent elsewhere.
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, families, forms, wholeAnswerOf } from './asking.mjs';
import { each, eventually, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();

/** One request over a connection that is kept; resolves to status and header. */
function post(gateway, agent) {
  return new Promise((resolve, reject) => {
    const url = new URL(`${gateway.url}/v1/chat/completions`);
    const outgoing = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers }));
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }] }));
  });
}

each('streams run to their end and new requests are turned away with a time', async (sdk) => {
  await mocks.reset();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let running;
  const targets = { main: target(mocks.a.url, 'model-a', { timeouts: { first_token: '10s', stall: '10s', total: '60s' } }) };
  const records = await withGateway({ mocks, targets }, async (gateway) => {
    assert.equal((await post(gateway, agent)).status, 200);
    await mocks.reset();
    await mocks.a.misbehave({ tokens: 20, pace: '100ms' });
    const client = gateway.client(sdk);
    running = families.map((family) => ask(client, { family, stream: true }));
    await eventually('both requests upstream', async () => (await mocks.a.attempts()).length === 2);
    gateway.child.signal('SIGTERM');
    await eventually('the drain', async () => (await fetch(`${gateway.admin}/readyz`)).status === 503);
    const refused = await eventually('a refusal', async () => {
      const seen = await post(gateway, agent).catch(() => null);
      return seen?.status === 503 ? seen : null;
    }, { within: 1000 });
    assert.match(refused.headers['retry-after'] ?? '', /^([1-9]|[1-5][0-9]|60)$/);
    assert.equal(refused.headers['x-should-retry'], undefined);
    for (const seen of await Promise.all(running)) {
      assert.equal(seen.error, null, String(seen.error));
      assert.equal(wholeAnswerOf(seen.text, 20), 'A');
    }
    assert.deepEqual(await gateway.child.exited, { code: 0, signal: null });
  });
  agent.destroy();
  const served = records.filter((record) => record.outcome === 'complete');
  assert.equal(served.length, 3);
  assert.ok(records.some((record) => record.refusal === 'draining'));
});

each('an idle gateway ends at once', async (sdk) => {
  await withGateway({ mocks }, async (gateway) => {
    await ask(gateway.client(sdk), forms[0]);
    const began = performance.now();
    gateway.child.signal('SIGTERM');
    assert.deepEqual(await gateway.child.exited, { code: 0, signal: null });
    assert.ok(performance.now() - began < 3000);
  });
});

test('an answer that still waits for a slow reader goes out whole', async () => {
  await mocks.reset();
  await mocks.a.misbehave({ huge: '8MiB' });
  await withGateway({ mocks }, async (gateway) => {
    const response = await new Promise((resolve, reject) => {
      const outgoing = request(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' } }, resolve);
      outgoing.on('error', reject);
      outgoing.end(JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }] }));
    });
    gateway.child.signal('SIGTERM');
    await sleep(500);
    let bytes = 0;
    for await (const piece of response) bytes += piece.length;
    assert.equal(bytes, Number(response.headers['content-length']));
    assert.ok(bytes > 8 * 1024 * 1024);
    assert.deepEqual(await gateway.child.exited, { code: 0, signal: null });
  });
});
