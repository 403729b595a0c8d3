// The machine's wall clock jumps in the middle of traffic, and its monotonic clock is far from the wall: nothing that is decided depends on either.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { run } from './child.mjs';
import { freshFolder, scale, startMocks, target, withGateway } from './harness.mjs';
import { ShiftedClock } from './preload.mjs';
import { isWhole, SteadyLoad } from './steady_load.mjs';

const hour = 3600;
const day = 24 * hour;
/** Seconds that the wall clock is ahead of the truth, one after the other; the first and the last are the truth. */
const steps = [0, hour, 0, -hour, day, -day, 0];
const stepMs = 600 * scale;
const everyMs = 10;
const monotonicAheadSeconds = 30 * day;
const callMsMax = 5000 * scale;
const pauseSeconds = 50;
const openSeconds = 60;
const timeout = 120000 * scale;

const mocks = await startMocks();
const routeTo = (name) => ({ family: 'chat_completions', primary: name, mode: 'off', retry: { backoff_base: '1ms', backoff_cap: '2ms' } });
/** A budget that neither time nor success fills: whatever moves it was spent. */
const budget = { capacity: 10, per_success: 0, per_second: 0 };
/** Three targets: one in health whose budget is part spent, one whose breaker is open, and one that is paused. */
const settings = {
  mocks,
  targets: {
    main: target(mocks.a.url, 'healthy', { breaker: {}, budget }),
    broken: target(mocks.b.url, 'broken', { breaker: { open_base: `${openSeconds}s`, open_cap: `${openSeconds}s` }, budget }),
    limited: target(mocks.b.url, 'limited', { breaker: {}, budget }),
  },
  route: { fallback: [], mode: 'off', retry: { backoff_base: '1ms', backoff_cap: '2ms' } },
  routes: { broken: routeTo('broken'), limited: routeTo('limited') },
};

async function ask(gateway, model) {
  const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** Brings breaker, pause and budget into a state of their own. */
async function trouble(gateway) {
  await mocks.b.misbehave([{ model: 'broken', fault: { status: 500 } }, { model: 'limited', fault: { status: 429, after: String(pauseSeconds) } }]);
  for (let i = 0; i < 5; ++i) await ask(gateway, 'broken');
  await ask(gateway, 'limited');
  await mocks.a.misbehave([{ for_next: 3, fault: { status: 500 } }]);
  for (let i = 0; i < 3; ++i) await ask(gateway, 'assistant');
}

/** What is learned of the targets, by metric and label; pauses apart, since they run out. */
async function learned(gateway) {
  const lines = (await gateway.metrics()).split('\n');
  const starting = (...names) => lines.filter((line) => names.some((name) => line.startsWith(`jurymast_${name}{`)));
  const pause = starting('pause_left_milliseconds').find((line) => line.includes('limited'));
  return { states: starting('breaker_state', 'budget_millitokens'), pauseMs: Number(pause.split(' ').at(-1)), at: performance.now() };
}

function assertUnchanged(before, now, step) {
  assert.deepEqual(now.states, before.states, step);
  const expected = before.pauseMs - (now.at - before.at);
  assert.ok(Math.abs(now.pauseMs - expected) < 1000, `${step}: the pause has ${now.pauseMs} ms left, not ${expected}`);
}

function assertUntroubled(calls) {
  const odd = calls.filter((call) => !isWhole(call) || call.headers['x-jurymast-attempts'] !== '1' || call.ms > callMsMax);
  assert.deepEqual(odd.slice(0, 3), [], `${odd.length} of ${calls.length} calls were troubled`);
}

/** Does something while calls come by the clock; gives the calls, which must all have gone well. */
async function underLoad(gateway, body) {
  const load = new SteadyLoad(gateway.url, { everyMs, stream: (number) => number % 2 === 0 }).start();
  try {
    await body();
  } finally {
    await load.stop();
    load.close();
  }
  assertUntroubled(load.calls);
  return load.calls;
}

async function assertLogWhole(gateway) {
  const verified = await run(['log', 'verify', '--state', gateway.state]);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  const lines = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  assert.ok(lines.every(({ seq }, k) => k === 0 || seq === lines[k - 1].seq + 1), 'numbers of the log are missing');
  return lines;
}

test('jumps of the wall clock by hours and days change nothing but the times that are written', { timeout }, async (t) => {
  await mocks.reset();
  const folder = freshFolder();
  const clock = new ShiftedClock(folder);
  let gateway;
  let calls;
  const records = await withGateway({ ...settings, folder, env: clock.env }, async (running) => {
    gateway = running;
    await trouble(gateway);
    await mocks.a.misbehave({ pace: '20ms' });
    const before = await learned(gateway);
    assert.ok(before.states.some((line) => / (?!0$|10000$|1000000$)\d+$/.test(line)), `nothing was learned: ${before.states}`);
    calls = await underLoad(gateway, async () => {
      for (const step of steps) {
        clock.ahead(step);
        await sleep(stepMs);
        assertUnchanged(before, await learned(gateway), `${step} s ahead`);
      }
    });
  });
  clock.close();
  const lines = await assertLogWhole(gateway);
  const times = lines.map(({ ts }) => Date.parse(ts));
  assert.ok(Math.max(...times) - Math.min(...times) > 2 * day * 1000 * 0.99, 'the clock did not jump');
  const ids = new Map(records.map((record) => [record.id, record]));
  for (const { id } of calls) assert.equal(ids.get(id)?.outcome, 'complete');
  assert.ok(records.every((record) => (record.latency_ms ?? 0) < callMsMax), 'a duration with a jump in it');
  t.diagnostic(`${calls.length} calls over ${steps.length - 1} jumps, ${lines.length} lines`);
});

test('a monotonic clock that is a month ahead of another process changes nothing', { timeout }, async (t) => {
  const under = ['unshare', '-UrT', '--monotonic', String(monotonicAheadSeconds), '--boottime', String(monotonicAheadSeconds)];
  if (spawnSync(under[0], [...under.slice(1), 'true']).status !== 0) return t.diagnostic('not run: this user may not make a time namespace');
  await mocks.reset();
  let gateway;
  await withGateway({ ...settings, under }, async (running) => {
    gateway = running;
    await underLoad(gateway, () => sleep(2 * stepMs));
  });
  await assertLogWhole(gateway);
});
