// The kill switch reaches what is on the way: a rescue of which nobody has seen anything ends, and no other is begun.
import assert from 'node:assert/strict';
import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ask, forms, wholeAnswerOf } from './asking.mjs';
import { each, eventually, scale, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();
/** A fallback that would be waited for much longer than the test takes. */
const patient = { connect: '1s', tls: '1s', first_token: '20s', stall: '20s', total: '20s' };
const targets = { spare: target(mocks.b.url, 'model-b', { timeouts: patient }) };
/** The file is read every 50 ms, and an attempt looks as often. */
const soonMs = 1000 * scale;

each('a rescue in flight ends when the kill switch goes on, and the caller is told what failed first', async (sdk) => {
  for (const form of forms) {
    await mocks.reset();
    await mocks.a.misbehave({ status: 503 });
    await mocks.b.misbehave({ silent: true });
    const records = await withGateway({ mocks, targets, server: { trace: true } }, async (gateway) => {
      const kill = join(gateway.state, 'kill');
      const client = gateway.client(sdk, { maxRetries: 0 });
      const asked = ask(client, form);
      await eventually('the fallback to be asked', async () => (await mocks.b.attempts()).length === 1);
      const from = Date.now();
      writeFileSync(kill, 'all\n');
      const seen = await asked;
      assert.ok(Date.now() - from < soonMs, `${Date.now() - from} ms`);
      assert.equal(seen.error?.status, 503);
      assert.equal(seen.headers.get('x-should-retry'), 'false');
      await eventually('the fallback to be let go', async () => (await mocks.b.attempts())[0].ended !== 'in_progress');
      await mocks.b.forget();
      assert.equal((await ask(client, form)).error?.status, 503);
      assert.equal((await mocks.b.attempts()).length, 0, 'the next request stays with the primary');
      unlinkSync(kill);
      await mocks.b.heal();
      await eventually('the switch to be off', async () => wholeAnswerOf((await ask(client, form)).text) !== null);
    });
    const [first] = records;
    assert.deepEqual(first.attempts.map((attempt) => [attempt.target, attempt.class]).at(-1), ['spare', 'cancelled']);
    assert.equal(first.outcome, 'failed');
    assert.equal(first.class, 'overloaded');
  }
});
