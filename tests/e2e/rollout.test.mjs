// Rollouts in the running gateway: a broken fallback goes by itself, a good one climbs, one as bad as the primary is held, and shares hold.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { command, withJudgedGateway } from './evidence.mjs';
import { eventually, once, scale, startMocks } from './harness.mjs';
import { firing, promote, ramped, rollout, settingsOf, standing, traffic } from './rollout_watch.mjs';

const mocks = await startMocks();

const settings = settingsOf(mocks);

once('a broken fallback is gone after a handful of its requests, and stays so over kill -9 and a restart', async () => {
  await mocks.reset();
  await withJudgedGateway(settings(), async (gateway) => {
    await ramped(gateway, ['--stages', '0,25,50,100']);
    await mocks.b.misbehave('503');
    const sent = await traffic(gateway, async () => {
      // The log is looked at a few times a second: at this pace a busy machine, too, decides before many more were sent.
      await sleep(100);
      return (await standing(gateway)).moved_ppm === 0;
    });
    await gateway.stop('SIGKILL');
    const hurt = (await gateway.records()).filter((record) => record.arm === 'canary');
    assert.ok(hurt.length <= 40, `${hurt.length} of ${sent} requests went to the broken fallback`);
    assert.ok(hurt.every((record) => record.outcome === 'complete'), 'the primary served each of them after all');
    await gateway.launch();
    await mocks.b.forget();
    const after = await eventually('the log to be read', async () => {
      const answer = await gateway.askAdmin('/rollouts/chat');
      return answer.ok ? answer.json() : null;
    }, { every: 50 });
    assert.equal(after.weight_ppm, 0);
    assert.equal(after.moved_ppm, 0);
    assert.equal(after.state, 'warm');
    await traffic(gateway, (count) => count >= 100);
    assert.equal((await mocks.b.attempts()).length, 0);
    assert.match(await rollout(gateway, 'status'), /chat → spare: warm at 0 %/);
  });
});

once('an equal fallback climbs a planned move to all of the traffic, stage by stage', async () => {
  await mocks.reset();
  const route = { rollout: { dwell: '1s', failure_ceiling: '10%' } };
  await withJudgedGateway(settings(route), async (gateway) => {
    await ramped(gateway, ['--purpose', 'planned', '--stages', '0,50,100']);
    const early = await command(gateway, ['rollout', 'advance', 'chat', '--operator', 'ada']);
    assert.equal(early.code, 2);
    assert.match(early.stderr, /older than the last step|operations of the fallback/);
    await traffic(gateway, async () => (await standing(gateway)).canary.operations >= 60);
    await promote(gateway);
    await traffic(gateway, async () => (await standing(gateway)).moved_ppm === 1_000_000);
    await mocks.a.forget();
    await traffic(gateway, (count) => count >= 50);
    assert.equal((await mocks.a.attempts()).length, 0);
  });
});

once('a fallback as bad as the primary is held in a mitigation, and says why, and that it does not help', async () => {
  await mocks.reset();
  await withJudgedGateway(settings(), async (gateway) => {
    await ramped(gateway, ['--purpose', 'mitigation', '--stages', '0,50,100', '--ticket', 'INC-1']);
    for (const mock of [mocks.a, mocks.b]) await mock.misbehave('503');
    await traffic(gateway, (count) => count >= 200);
    await promote(gateway);
    await traffic(gateway, (count) => count >= 50);
    const now = await standing(gateway);
    assert.equal(now.weight_ppm, 500_000);
    assert.ok(now.waits_for.length > 0);
    assert.match(await rollout(gateway, 'status', [], now.state === 'held' ? 3 : 0), /waits for: /);
    await eventually('the alert', async () => (await firing(gateway, 'mitigation_not_effective')) === 1);
  });
});

once('the share of requests that is moved is the share that was planned, and a person takes it back at once', async () => {
  await mocks.reset();
  await withJudgedGateway(settings(), async (gateway) => {
    await ramped(gateway, ['--stages', '0,20,100']);
    await traffic(gateway, (count) => count >= 1000);
    const moved = (await mocks.b.attempts()).length;
    // Five standard deviations of a share of 20 % in 1000.
    assert.ok(Math.abs(moved - 200) <= 64, `${moved} of 1000 were moved`);
    const dry = await rollout(gateway, 'roll-back', ['--dry-run']);
    assert.match(dry, /^would roll_back: chat → spare/);
    assert.equal((await standing(gateway)).moved_ppm, 200_000);
    await rollout(gateway, 'roll-back', ['--reason', 'enough']);
    await mocks.b.forget();
    await traffic(gateway, (count) => count >= 100);
    assert.equal((await mocks.b.attempts()).length, 0);
    await command(gateway, ['rollout', 'status', 'chat', '--json']);
  });
});

once('what is missing for a plan or an increase is told, and nothing moves', async () => {
  await mocks.reset();
  await withJudgedGateway(settings({ rollback_owner: undefined }), async (gateway) => {
    const refused = await command(gateway, ['rollout', 'plan', 'chat', '--operator', 'ada']);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /rollback_owner/);
  });
  await withJudgedGateway(settings(), async (gateway) => {
    await promote(gateway);
    await rollout(gateway, 'plan', ['--stages', '0,10,100']);
    await rollout(gateway, 'start');
    const old = await gateway.askAdmin('/rollouts/chat', {
      method: 'POST', body: JSON.stringify({ action: 'advance', person: 'ada' }),
    });
    assert.equal(old.status, 409);
    assert.match(await old.text(), /verdict is older/);
    await new Promise((resolve) => { setTimeout(resolve, 500 * scale); });
    assert.equal((await standing(gateway)).state, 'synthetic');
    assert.equal((await standing(gateway)).moved_ppm, 0);
  });
});
