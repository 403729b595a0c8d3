// Rollouts in the running gateway: a broken fallback goes by itself, a good one climbs, one as bad as the primary is held, and shares hold.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { command, withJudgedGateway } from './evidence.mjs';
import { eventually, once, scale, startMocks, target } from './harness.mjs';
import { firing, promote, ramped, rollout, settingsOf, standing, stepsOf, traffic } from './rollout_watch.mjs';

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

once('a manual plan needs an end, rises by two people alone, and goes back by itself when its time is over', async () => {
  await mocks.reset();
  await withJudgedGateway(settings(), async (gateway) => {
    const manual = ['--manual', '--ticket', 'CHG-7', '--stages', '0,50,100'];
    const endless = await command(gateway, ['rollout', 'plan', 'chat', '--operator', 'ada', ...manual]);
    assert.equal(endless.code, 2);
    assert.match(endless.stderr, /--expires/);
    const lasts = 4000 * scale;
    await rollout(gateway, 'plan', [...manual, '--expires', `${lasts}ms`, '--failing-signal', 'upstream_error']);
    await rollout(gateway, 'start');
    await promote(gateway);
    await eventually('the share that two people raised', async () =>
      (await command(gateway, ['rollout', 'advance', 'chat', '--operator', 'ada', '--approver', 'bob'])).code === 0);
    assert.equal((await standing(gateway)).moved_ppm, 500_000);
    assert.match(await rollout(gateway, 'status'), /planned, by hand until 20/);
    await eventually('the end of the plan', async () => (await standing(gateway)).moved_ppm === 0, { every: 100 });
    const steps = await stepsOf(gateway);
    assert.deepEqual(steps[0].failing_signal, 'upstream_error');
    const back = steps.at(-1);
    assert.equal(back.trigger, 'expired');
    assert.equal(back.weight_to_ppm, 0);
    assert.match(back.reason, /time of the manual plan is over/);
    assert.ok(Date.parse(back.ts) >= Date.parse(back.expires_at));
  });
});

once('of how many requests the weight is a share is recorded and counted', async () => {
  await mocks.reset();
  const targets = { spare: target(mocks.b.url, 'model-b', { context_window: 400 }) };
  await withJudgedGateway({ ...settings(), targets }, async (gateway) => {
    await ramped(gateway, ['--stages', '0,50,100']);
    await traffic(gateway, (count) => count >= 40);
    for (let i = 0; i < 10; ++i) {
      const long = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'x'.repeat(4000) }], max_tokens: 16 }),
      });
      assert.equal(long.headers.get('x-jurymast-target'), 'main');
      await long.arrayBuffer();
    }
    const counted = await eventually('every request to be counted', async () => {
      const now = await standing(gateway);
      return now.eligible === 40 && now.not_eligible === 10 ? now : null;
    }, { every: 50 });
    assert.equal(counted.canary.operations + counted.control.operations, 40);
    assert.match(await rollout(gateway, 'status'), /eligible: 40 of the 50 operations of this stage/);
    const records = (await gateway.records()).filter((record) => record.route === 'chat');
    assert.equal(records.filter((record) => record.not_drawn === 'fallback_cannot').length, 10);
    assert.ok(records.every((record) => (record.weight_ppm === undefined) || (record.not_drawn === undefined)));
  });
});
