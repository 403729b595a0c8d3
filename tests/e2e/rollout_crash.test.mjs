// A gateway that is killed in each state of a rollout comes up in the same, with the same figures, and traffic goes where it went before.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

import { command, withJudgedGateway } from './evidence.mjs';
import { eventually, freshFolder, once, startMocks } from './harness.mjs';
import { FaultyDisk } from './preload.mjs';
import { promote, ramped, rollout, settingsOf, standing, stepsOf, traffic } from './rollout_watch.mjs';

const mocks = await startMocks();
const settings = settingsOf(mocks);
const requests = 100;

/** How many of some requests went to the fallback. */
async function moved(gateway) {
  await mocks.b.forget();
  const sent = await traffic(gateway, (count) => count >= requests);
  return (await mocks.b.attempts()).length / sent;
}

/** Everything that a crash must leave as it is. */
const whole = ({ state, stage, weight_ppm, moved_ppm, restoring, canary, control, harm, safety, plan }) =>
  ({ state, stage, weight_ppm, moved_ppm, restoring, canary, control, harm, safety, plan });

/** The rollout once everything that was sent has come through the log. */
async function settled(gateway) {
  let before = null;
  return eventually('the log to be quiet', async () => {
    const [last, now] = [before, whole(await standing(gateway))];
    before = now;
    return isDeepStrictEqual(last, now) ? now : null;
  }, { every: 500 });
}

/** Kills the gateway in that state; `share` is what its fallback gets before and after. */
async function killed(gateway, state, share) {
  const steps = (await stepsOf(gateway)).length;
  const before = await settled(gateway);
  assert.equal(before.state, state);
  await gateway.stop('SIGKILL');
  await gateway.launch();
  const after = await eventually('the log to be read', async () => {
    const answer = await gateway.askAdmin('/rollouts/chat');
    return answer.ok ? answer.json() : null;
  }, { every: 50 });
  assert.deepEqual(whole(after), before, `killed while ${state}`);
  assert.equal((await stepsOf(gateway)).length, steps, `a crash while ${state} is no step`);
  const seen = await moved(gateway);
  // Five standard deviations of a share of one half in a hundred, and nothing where it is all or none.
  const room = share > 0 && share < 1 ? 0.25 : 0;
  assert.ok(Math.abs(seen - share) <= room, `${seen} of the requests were moved while ${state}, not ${share}`);
}

/** A change of overrides, with whoever may make it. */
async function override(gateway, path, change) {
  const body = { action: 'disable', route: 'chat', target: 'spare', author: 'ana', ...change };
  const answer = await gateway.askAdmin(path, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.text());
}

once('a planned move is killed while idle, synthetic, ramping, held, warm and closed, and goes on to its end', async () => {
  await mocks.reset();
  const route = { rollout: { dwell: '1s', failure_ceiling: '10%', post_recovery: '1s' } };
  await withJudgedGateway(settings(route), async (gateway) => {
    await rollout(gateway, 'plan', ['--purpose', 'planned', '--stages', '0,50,100']);
    await killed(gateway, 'idle', 0);
    await rollout(gateway, 'start');
    await killed(gateway, 'synthetic', 0);
    await promote(gateway);
    await eventually('the first share', async () => (await standing(gateway)).state === 'ramping', { every: 50 });
    await killed(gateway, 'ramping', 0.5);
    await rollout(gateway, 'hold');
    await killed(gateway, 'held', 0.5);
    await rollout(gateway, 'resume');
    await promote(gateway);
    await traffic(gateway, async () => (await standing(gateway)).moved_ppm === 1_000_000);
    await killed(gateway, (await standing(gateway)).state, 1);
    await traffic(gateway, async () => (await standing(gateway)).state === 'closed');
    await killed(gateway, 'closed', 1);
  });
});

once('an override that disables the fallback holds a mitigation and says so, and it is killed while rolling back and while restoring', async () => {
  await mocks.reset();
  // A stage that stands for long enough to be looked at after a restart.
  const route = { rollout: { dwell: '6s', purpose: 'mitigation', failure_ceiling: '10%', post_recovery: '1s' } };
  await withJudgedGateway(settings(route), async (gateway) => {
    await ramped(gateway, ['--stages', '0,50,75,100']);
    await override(gateway, '/overrides', { reason: 'It answers nonsense.', ticket: 'INC-7', lasts: '10m' });
    const held = await eventually('the hold', async () => {
      const now = await standing(gateway);
      return now.state === 'held' ? now : null;
    });
    assert.match(held.waits_for.join('; '), /an override disables spare/);
    assert.equal(held.weight_ppm, 500_000);
    assert.equal(await moved(gateway), 0);
    // With nothing to draw between the two a primary cannot be tried either, so the rollback waits here.
    await rollout(gateway, 'roll-back');
    await killed(gateway, 'rolling_back', 0);
    await override(gateway, '/overrides/clear', {});
    await eventually('the primary to be on trial', async () => (await standing(gateway)).state === 'restoring', { every: 50 });
    await killed(gateway, 'restoring', 0.5);
    await eventually('records of both arms', async () => {
      const arms = new Set((await gateway.records()).map((record) => record.arm));
      return arms.has('restore') && arms.has('canary');
    });
    await traffic(gateway, async () => (await standing(gateway)).moved_ppm === 0, { most: 40000 });
    await killed(gateway, 'warm', 0);
    await eventually('the end of the watch', async () => (await standing(gateway)).waits_for.every((why) => !/kept warm/.test(why)));
    await rollout(gateway, 'close');
    await killed(gateway, 'closed', 0);
    const steps = (await stepsOf(gateway)).map((step) => `${step.action}:${step.state_to}`);
    assert.deepEqual(steps.slice(3), ['hold:held', 'roll_back:rolling_back', 'restore:restoring', 'restore:restoring', 'restore:warm', 'close:closed']);
  });
});

once('a fallback that nobody can watch loses its share after a minute, though the disk takes no record of that, and has one afterwards', async () => {
  await mocks.reset();
  const folder = freshFolder();
  const disk = new FaultyDisk(folder, `${folder}/state`);
  const env = { UPSTREAM_KEY: 'a-key-of-the-tests', ...disk.env };
  try {
    await withJudgedGateway({ ...settings(), folder, env }, async (gateway) => {
      await ramped(gateway, ['--stages', '0,50,100']);
      disk.fail('EIO');
      const failed = Date.now();
      await traffic(gateway, async () => {
        await new Promise((resolve) => { setTimeout(resolve, 500); });
        return (await standing(gateway)).moved_ppm === 0;
      }, { most: 4000 });
      const blind = (Date.now() - failed) / 1000;
      assert.ok(blind >= 55, `not known for ${blind} s is no reason yet`);
      assert.equal((await standing(gateway)).moved_ppm, 0);
      assert.equal(await moved(gateway), 0);
      disk.heal();
      const step = await eventually('its record', async () => (await stepsOf(gateway)).find((one) => one.action === 'roll_back'));
      assert.equal(step.trigger, 'unobservable');
      assert.equal(step.state_to, 'warm');
      await eventually('it to be seen in the log', async () => (await standing(gateway)).state === 'warm');
      const said = await command(gateway, ['rollout', 'status', 'chat']);
      assert.match(said.stdout, /warm at 0 %/);
    });
  } finally {
    disk.close();
  }
});
