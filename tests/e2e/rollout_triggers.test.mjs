// What moves a rollout by itself, each on its own: the triggers that take a fallback back, and the one that begins a mitigation.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { withJudgedGateway } from './evidence.mjs';
import { eventually, once, scale, startMocks } from './harness.mjs';
import { firing, promote, ramped, rollout, settingsOf, standing, stepsOf, traffic } from './rollout_watch.mjs';

const mocks = await startMocks();
const settings = settingsOf(mocks);
const usual = 600;

/** The triggers of those steps, once there are any: traffic goes down before its record. */
const triggersOf = (gateway, action) => eventually(`a record of ${action}`, async () => {
  const triggers = (await stepsOf(gateway)).filter((step) => step.action === action).map((step) => step.trigger);
  return triggers.length > 0 ? triggers : null;
});
const health = async (gateway) => (await (await gateway.askAdmin('/rollouts')).json()).primaries.find((one) => one.route === 'chat').health;
const status = async (gateway) => (await rollout(gateway, 'status')).replaceAll(/\s+/g, ' ');
const isBack = (gateway) => async () => (await standing(gateway)).moved_ppm === 0;

once('a degraded primary starts the mitigation that waits for it, and its first share waits for a verdict', async () => {
  await mocks.reset();
  const automatic = { dwell: '1s', purpose: 'mitigation', stages: ['0%', '50%', '100%'] };
  await withJudgedGateway(settings({ rollout: automatic }), async (gateway) => {
    await rollout(gateway, 'plan');
    assert.match(await status(gateway), /waits for: not known what is usual for the primary/);
    await traffic(gateway, (sent) => sent >= usual);
    await eventually('what is usual to be known', async () => (await health(gateway)) === 'well');
    await promote(gateway);
    assert.match(await status(gateway), /waits for: the primary does as usual/);
    await mocks.a.misbehave('503');
    await traffic(gateway, async () => (await standing(gateway)).state === 'synthetic');
    const now = await standing(gateway);
    assert.equal(now.state, 'synthetic');
    assert.equal(now.moved_ppm, 0);
    assert.equal(now.primary.health, 'degraded');
    assert.equal(await firing(gateway, 'primary_degraded'), 1);
    assert.match(await status(gateway), /primary main: degraded, \d+ of \d+ operations failed since it changed, mostly overloaded/);
    await promote(gateway);
    await eventually('its first share', async () => (await standing(gateway)).moved_ppm === 500_000, { every: 50 });
    assert.deepEqual(await triggersOf(gateway, 'start'), ['primary_degraded']);
  });
});

once('without knowing what is usual nothing starts, and somebody is told', async () => {
  await mocks.reset();
  const automatic = { dwell: '1s', purpose: 'mitigation' };
  await withJudgedGateway(settings({ rollout: automatic }), async (gateway) => {
    await rollout(gateway, 'plan');
    await promote(gateway);
    await mocks.a.misbehave('503');
    await traffic(gateway, async () => (await health(gateway)) === 'suspected', { most: 300 });
    await eventually('the alert', async () => (await firing(gateway, 'primary_degraded')) === 1);
    assert.equal((await standing(gateway)).state, 'idle');
    assert.match(await status(gateway), /waits for: the primary fails often, and it is not known what is usual/);
  });
});

once('answers that are no use take a fallback back', async () => {
  await mocks.reset();
  await withJudgedGateway(settings(), async (gateway) => {
    await ramped(gateway, ['--stages', '0,50,100']);
    await mocks.b.misbehave('malformed');
    await traffic(gateway, isBack(gateway));
    assert.deepEqual(await triggersOf(gateway, 'roll_back'), ['invalid_output']);
  });
});

once('answers later than users wait stop the rise, and then take a fallback back', async () => {
  await mocks.reset();
  const patience = Math.round(200 * scale);
  await withJudgedGateway(settings({ user_budget: { total: `${patience}ms` } }), async (gateway) => {
    await ramped(gateway, ['--stages', '0,50,100']);
    await mocks.b.misbehave(`delay=${2 * patience}ms`);
    await traffic(gateway, isBack(gateway));
    assert.deepEqual(await triggersOf(gateway, 'roll_back'), ['latency']);
  });
});

once('answers that applications reject take a fallback back', async () => {
  await mocks.reset();
  await withJudgedGateway(settings(), async (gateway) => {
    await ramped(gateway, ['--stages', '0,50,100']);
    const reject = async (answer) => {
      if (answer.headers.get('x-jurymast-target') !== 'spare') return;
      const body = JSON.stringify({ operation: answer.headers.get('x-request-id'), rejected: true });
      const told = await gateway.askAdmin('/feedback', { method: 'POST', body });
      assert.equal(told.status, 200, await told.text());
    };
    await traffic(gateway, isBack(gateway), { each: reject });
    assert.deepEqual(await triggersOf(gateway, 'roll_back'), ['downstream_rejected']);
  });
});

once('a primary that has recovered gets its traffic back in slices, and the fallback is kept warm until a person closes it', async () => {
  await mocks.reset();
  const mitigation = { dwell: '1s', purpose: 'mitigation', failure_ceiling: '10%', post_recovery: '2s' };
  await withJudgedGateway(settings({ rollout: mitigation }), async (gateway) => {
    await mocks.a.misbehave('503');
    await ramped(gateway, ['--stages', '0,25,75,100']);
    const reaches = (ppm) => async () => (await standing(gateway)).moved_ppm === ppm;
    await traffic(gateway, async () => (await standing(gateway)).safety.every((test) => test.e >= test.threshold));
    await new Promise((resolve) => { setTimeout(resolve, 1000); });
    await promote(gateway);
    await traffic(gateway, reaches(750_000));
    await mocks.a.heal();
    await traffic(gateway, reaches(0), { most: 5000 });
    const early = await gateway.askAdmin('/rollouts/chat', { method: 'POST', body: JSON.stringify({ action: 'close', person: 'ada' }) });
    assert.equal(early.status, 409, await early.text());
    await eventually('the end of the watch', async () => {
      const now = await standing(gateway);
      return now.state === 'warm' && !now.waits_for.some((why) => /kept warm/.test(why));
    });
    await rollout(gateway, 'close');
    const back = (await stepsOf(gateway)).filter((step) => ['roll_back', 'restore', 'close'].includes(step.action));
    assert.deepEqual(back.map((step) => [step.action, step.state_to, step.weight_to_ppm, step.trigger ?? null]), [
      ['roll_back', 'rolling_back', 750_000, 'primary_recovered'],
      ['restore', 'restoring', 750_000, null],
      ['restore', 'restoring', 250_000, 'stage_passed'],
      ['restore', 'warm', 0, 'stage_passed'],
      ['close', 'closed', 0, 'operator'],
    ]);
  });
});

once('a plan keeps its rules over a reload and a restart, and says where the configuration has others', async () => {
  await mocks.reset();
  await withJudgedGateway(settings(), async (gateway) => {
    await ramped(gateway, ['--stages', '0,50,100']);
    gateway.write(readFileSync(gateway.file, 'utf8').replaceAll('dwell = "1s"', 'dwell = "1s", error_alpha = "0.1%"'));
    await gateway.stop('SIGKILL');
    await gateway.launch();
    await eventually('the log to be read', async () => (await gateway.askAdmin('/rollouts/chat')).ok, { every: 50 });
    assert.match(await status(gateway), /keeps error_alpha_ppm at 20000; the configuration has 1000 now/);
    assert.equal((await standing(gateway)).harm.find((test) => test.name === 'error_rate').threshold, 50);
  });
});
