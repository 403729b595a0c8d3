// Sticky rollouts: all of one user's requests are drawn alike, users move over only from the primary to the fallback, and records hold no name.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { withJudgedGateway } from './evidence.mjs';
import { eventually, once, startMocks } from './harness.mjs';
import { promote, ramped, rollout, settingsOf, standing } from './rollout_watch.mjs';

const mocks = await startMocks();
const settings = settingsOf(mocks);
const users = Array.from({ length: 90 }, (_, i) => `user-${i}@of.the.tests`);

async function ask(gateway, headers) {
  const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST', headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }], max_tokens: 16 }),
  });
  await answer.arrayBuffer();
  assert.equal(answer.status, 200);
  return answer.headers.get('x-jurymast-target');
}

/** Who is served by the fallback, each asked twice. */
async function moved(gateway) {
  const there = new Set();
  for (const user of users) {
    const targets = [await ask(gateway, { 'x-user': user }), await ask(gateway, { 'X-User': user })];
    assert.equal(targets[0], targets[1], `the requests of ${user} went two ways`);
    if (targets[0] === 'spare') there.add(user);
  }
  return there;
}

once('one user stays in one arm, and a growing share moves users over and none back', async () => {
  await mocks.reset();
  const route = { rollout: { dwell: '1s', sticky_header: 'x-user', failure_ceiling: '20%' } };
  const records = await withJudgedGateway(settings(route), async (gateway) => {
    await ramped(gateway, ['--purpose', 'planned', '--stages', '0,50,80,100']);
    const first = await moved(gateway);
    assert.ok(first.size >= 22 && first.size <= 68, `${first.size} of ${users.length} users at one half`);
    assert.equal(await ask(gateway, {}), 'main', 'nobody knows for whom');
    await eventually('each user to count once', async () => (await standing(gateway)).canary.operations === first.size);
    await promote(gateway);
    await eventually('the next share', async () => (await standing(gateway)).moved_ppm === 800_000, { every: 50 });
    const more = await moved(gateway);
    for (const user of first) assert.ok(more.has(user), `${user} went back`);
    assert.ok(more.size > first.size);
    await gateway.stop('SIGKILL');
    await gateway.launch();
    await eventually('the log to be read', async () => (await gateway.askAdmin('/rollouts/chat')).ok, { every: 50 });
    assert.deepEqual(await moved(gateway), more, 'a restart draws as before');
    await rollout(gateway, 'roll-back');
    for (const name of readdirSync(gateway.state, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const text = readFileSync(join(name.parentPath, name.name)).toString('latin1');
      assert.ok(!text.includes('of.the.tests'), `${name.name} holds a user's name`);
    }
  });
  const drawn = records.filter((record) => record.weight_ppm !== undefined && record.weight_ppm < 1_000_000);
  assert.ok(drawn.every((record) => /^[0-9a-f]{16}$/.test(record.unit)));
  assert.equal(new Set(drawn.map((record) => record.unit)).size, users.length);
  const unnamed = records.filter((record) => record.not_drawn === 'unit_missing');
  assert.equal(unnamed.length, 1);
  assert.equal(unnamed[0].weight_ppm, undefined, 'and was not drawn');
  assert.equal(unnamed[0].unit, undefined);
});
