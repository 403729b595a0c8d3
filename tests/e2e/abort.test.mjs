// The caller leaves: the upstream call, which costs money, ends at once.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, families } from './asking.mjs';
import { each, eventually, scale, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();
const patient = () => ({ main: target(mocks.a.url, 'model-a', { timeouts: { first_token: '30s', stall: '30s', total: '60s' } }) });
const upstreamEndsWithin = 300 * scale;

/** Aborts a request whose upstream behaves like `fault` once `ready` says so; checks both ends of it. */
async function abort(sdk, form, fault, ready) {
  await mocks.reset();
  await mocks.a.misbehave(fault);
  const records = await withGateway({ mocks, targets: patient(), route: { deadline: '120s' } }, async (gateway) => {
    const controller = new AbortController();
    const answer = ask(gateway.client(sdk), form, {}, { signal: controller.signal });
    await eventually('the request upstream', async () => (await mocks.a.attempts()).length === 1);
    await ready();
    const before = await mocks.a.attempts();
    assert.ok(!before[0].cancelled, 'the upstream call ended before its caller left');
    controller.abort();
    await eventually('the end of the upstream call', async () => (await mocks.a.attempts())[0].cancelled,
                     { within: upstreamEndsWithin, every: 5 });
    await answer;
  });
  assert.equal((await mocks.b.attempts()).length, 0, 'a request of a caller who left went to the second target');
  assert.equal(records.length, 1);
  assert.equal(records[0].outcome, 'cancelled');
  assert.equal(records[0].class, 'cancelled');
  assert.equal(records[0].status, 499);
}

each('a caller who leaves in the middle of a stream ends the upstream call', async (sdk) => {
  for (const family of families) await abort(sdk, { family, stream: true }, { tokens: 1000, pace: '50ms' }, () => sleep(300 * scale));
});

each('a caller who leaves before the first token ends the upstream call', async (sdk) => {
  for (const family of families) await abort(sdk, { family, stream: true }, { slow_first: '20s' }, () => sleep(50 * scale));
});

each('a caller who leaves a buffered call ends the upstream call', async (sdk) => {
  for (const family of families) await abort(sdk, { family, stream: false }, { delay: '20s' }, () => sleep(50 * scale));
});
