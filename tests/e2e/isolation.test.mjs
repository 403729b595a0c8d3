// One provider hangs for good: callers of another one do not notice, and the hung one never has more requests open than it may have.
// SECONDS=600 is the long form: 500 requests a second under the bound of a quiet machine.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually, scale, startMocks, target, withGateway } from './harness.mjs';
import { isWhole, median, p99, SteadyLoad } from './steady_load.mjs';

const seconds = Number(process.env.SECONDS ?? 10);
const long = seconds >= 60;
/** Calls of both routes together; every second one asks for the route whose provider hangs. */
const everyMs = long ? 2 : 5;
const slices = 5;
const hungPlaces = 64;
/** By how much the slowest hundredth of the healthy route may change; the short form runs beside other work. */
const ratioMax = long ? 1.05 : 1 + 0.5 * scale;
const timeout = (120000 + seconds * 3000) * scale;
const healthyPace = { first_token_ms: 30 };

const mocks = await startMocks();
const routeTo = (name) => ({ family: 'chat_completions', primary: name, mode: 'off' });
const settings = {
  mocks, server: { trace: false },
  targets: { main: target(mocks.a.url, 'model-a', { max_inflight: hungPlaces }), spare: target(mocks.b.url, 'model-b') },
  routes: { stuck: routeTo('main'), fast: routeTo('spare') },
};

/** The most requests that were open at once, by the provider's own log. */
function mostOpen(attempts) {
  const turns = attempts.flatMap(({ at_ns: from, ended_at_ns: until }) => [[from, 1], ...(until ? [[until, -1]] : [])]);
  let open = 0;
  let most = 0;
  for (const [, step] of turns.sort(([a, x], [b, y]) => a - b || x - y)) most = Math.max(most, open += step);
  return most;
}

/** One slice of the load; gives the healthy route's calls, which must all have been served. */
async function slice(load) {
  const calls = await load.for(seconds * 1000 / slices / 2);
  const healthy = calls.filter(({ model }) => model === 'fast');
  const failed = healthy.filter((call) => !isWhole(call));
  assert.deepEqual(failed.slice(0, 3), [], `${failed.length} of ${healthy.length} calls of the healthy route failed`);
  return { healthy, stuck: calls.filter(({ model }) => model === 'stuck') };
}

/** Calls of a route whose provider hangs end with an error of their own: a time limit, or no place at the target. */
function assertRefused(calls) {
  for (const { status, headers, text } of calls) {
    assert.ok([429, 503, 504].includes(status), `${status} ${text}`);
    assert.ok(headers['x-request-id']);
    assert.ok(headers['x-jurymast-class'] ?? JSON.parse(text).error.code, text);
  }
}

test('a provider that hangs takes nothing from the callers of another, and no more than its own places', { timeout }, async (t) => {
  for (const mock of [mocks.a, mocks.b]) await mock.call('POST', 'pace', healthyPace);
  await withGateway(settings, async (gateway) => {
    const model = (number) => (number % 2 === 0 ? 'fast' : 'stuck');
    const load = new SteadyLoad(gateway.url, { everyMs, model, stream: (number) => number % 4 < 2 });
    await load.for(500);
    const besideHealthy = [];
    const besideHung = [];
    let most = 0;
    for (let turn = 0; turn < slices; ++turn) {
      await mocks.a.heal();
      const quiet = await slice(load);
      assert.ok(quiet.stuck.every(isWhole), 'the route that is to hang did not work in health');
      besideHealthy.push(p99(quiet.healthy));
      await mocks.a.forget();
      await mocks.a.misbehave({ silent: true });
      const hung = await slice(load);
      assertRefused(hung.stuck);
      besideHung.push(p99(hung.healthy));
      await eventually('the provider to have noticed who left', async () => (await mocks.a.attempts()).every(({ ended }) => ended !== 'in_progress'));
      most = Math.max(most, mostOpen(await mocks.a.attempts()));
    }
    load.close();
    const ratio = median(besideHung) / median(besideHealthy);
    t.diagnostic(`p99 ${median(besideHealthy).toFixed(2)} ms beside a healthy provider, ${median(besideHung).toFixed(2)} ms beside a hung one`);
    t.diagnostic(`that is ${ratio.toFixed(3)} times as much; the bound is ${ratioMax}`);
    t.diagnostic(`${load.calls.length} calls; at most ${most} open at the hung provider, which may have ${hungPlaces}`);
    assert.ok(ratio <= ratioMax, `${ratio} times`);
    assert.ok(most <= hungPlaces, `${most} open`);
    assert.ok(most > hungPlaces / 2, 'the hung provider was hardly asked');
  });
});
