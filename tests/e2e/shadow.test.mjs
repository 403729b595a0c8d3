// Shadows: copies of requests that go to the fallback, are judged and dropped, and that no caller ever notices.
import assert from 'node:assert/strict';

import { command, withJudgedGateway } from './evidence.mjs';
import { eventually, once, scale, startMocks } from './harness.mjs';
import { settingsOf } from './rollout_watch.mjs';

const mocks = await startMocks();
const prompt = 'the prompt that no record may hold';
const settings = (shadow, targets = {}, server = {}) => ({ ...settingsOf(mocks)({ shadow }, server), targets });
/** A fallback whose own clocks let it hang for longer than a test lasts. */
const patient = () => ({ spare: { base_url: `${mocks.b.url}/v1`, model: 'model-b', families: ['chat_completions', 'responses'],
                                  timeouts: { first_token: '60s', total: '60s' } } });

async function ask(gateway, members = {}) {
  const began = performance.now();
  const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: prompt }], max_tokens: 16, ...members }),
  });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  assert.equal(answer.headers.get('x-jurymast-target'), 'main');
  return { ms: performance.now() - began, text };
}

async function asked(gateway, count, members) {
  const took = [];
  for (let i = 0; i < count; ++i) took.push((await ask(gateway, members)).ms);
  return took.sort((a, b) => a - b);
}

const counted = async (gateway, pattern) =>
  [...(await gateway.metrics()).matchAll(pattern)].reduce((sum, [, number]) => sum + Number(number), 0);
const shadows = (gateway, result) => counted(gateway, new RegExp(`^jurymast_shadows_total\\{.*result="${result}"\\} (\\d+)$`, 'gm'));
const leftOut = (gateway, reason) => counted(gateway, new RegExp(`^jurymast_shadows_left_out_total\\{.*reason="${reason}"\\} (\\d+)$`, 'gm'));

once('a copy goes to the fallback, buffered and streamed, with a record of its own and in no count of callers', async () => {
  await mocks.reset();
  const records = await withJudgedGateway(settings({ share: '100%', tokens_per_minute: 1_000_000 }), async (gateway) => {
    await asked(gateway, 10);
    await asked(gateway, 5, { stream: true });
    await eventually('the shadows to end', async () => (await shadows(gateway, 'ok')) === 15);
    assert.equal((await mocks.b.attempts()).length, 15);
    assert.match((await mocks.b.lastRequest()).body, new RegExp(prompt));
    const requests = await counted(gateway, /^jurymast_requests_total\{.*\} (\d+)$/gm);
    assert.equal(requests, 15, 'shadows are no requests of callers');
    assert.equal(await counted(gateway, /^jurymast_attempts_total\{.*target="spare".*\} (\d+)$/gm), 0);
    await asked(gateway, 3, { tools: [{ type: 'function', function: { name: 'act', parameters: { type: 'object' } } }] });
    await asked(gateway, 2, { store: true });
    assert.equal(await leftOut(gateway, 'ineligible'), 5);
    assert.equal((await mocks.b.attempts()).length, 15, 'of what may act or be kept there is no copy');
  });
  const copies = records.filter((record) => record.arm === 'shadow');
  assert.equal(copies.length, 15);
  const ids = new Set(records.filter((record) => record.arm !== 'shadow').map((record) => record.id));
  for (const copy of copies) {
    assert.ok(ids.has(copy.shadow_of), 'it says whose it is');
    assert.equal(copy.attempts.length, 1);
    assert.equal(copy.attempts[0].target, 'spare');
    assert.equal(copy.bytes_out ?? 0, 0, 'nobody got anything of it');
    assert.equal(copy.weight_ppm, undefined);
  }
  assert.ok(!JSON.stringify(records).includes(prompt));
});

once('an answer of no use is recorded as one, and opens no breaker for those whom the fallback then rescues', async () => {
  await mocks.reset();
  const targets = { spare: { base_url: `${mocks.b.url}/v1`, model: 'model-b', families: ['chat_completions', 'responses'] } };
  await withJudgedGateway(settings({ share: '100%', tokens_per_minute: 1_000_000 }, targets), async (gateway) => {
    await mocks.b.misbehave('503');
    await asked(gateway, 30);
    await eventually('the shadows to fail', async () => (await shadows(gateway, 'overloaded')) === 30);
    await mocks.b.misbehave('malformed');
    await asked(gateway, 5);
    await eventually('the shadows to be judged', async () => (await shadows(gateway, 'malformed')) === 5);
    await mocks.b.heal();
    await mocks.a.misbehave('503');
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: prompt }] }),
    });
    assert.equal(answer.headers.get('x-jurymast-target'), 'spare');
    assert.equal(answer.status, 200, await answer.text());
  });
});

once('a fallback that hangs costs no caller anything, and holds up no end of the process', async (t) => {
  await mocks.reset();
  let quiet;
  await withJudgedGateway(settings({ share: '0%', tokens_per_minute: 1_000_000 }), async (gateway) => {
    await asked(gateway, 30);
    quiet = await asked(gateway, 100);
  });
  let began;
  const records = await withJudgedGateway(settings({ share: '100%', tokens_per_minute: 1_000_000 }, patient()), async (gateway) => {
    await mocks.b.misbehave('silent');
    await asked(gateway, 30);
    const beside = await asked(gateway, 100);
    const [before, after] = [quiet[50], beside[50]];
    t.diagnostic(`median ${before.toFixed(2)} ms without shadows, ${after.toFixed(2)} ms beside shadows that hang`);
    assert.ok(after <= before + 5 * scale, `${after} ms`);
    assert.ok(await leftOut(gateway, 'busy') > 0, 'no more than 64 hang at once');
    began = Date.now();
  });
  assert.ok(Date.now() - began < 15000 * scale, 'the end waited for shadows');
  const copies = records.filter((record) => record.arm === 'shadow');
  assert.equal(copies.length, 64);
  assert.ok(copies.every((record) => record.outcome === 'cancelled'), 'each has its record');
});

once('shadows that run are ended where callers need the room, and every caller is served', async () => {
  await mocks.reset();
  const room = { max_inflight: 10 };
  await withJudgedGateway(settings({ share: '100%', tokens_per_minute: 1_000_000 }, patient(), room), async (gateway) => {
    await mocks.b.misbehave('silent');
    await asked(gateway, 6);
    await eventually('the shadows to hang', async () => (await mocks.b.attempts()).length === 6);
    assert.equal(await shadows(gateway, 'cancelled'), 0);
    await mocks.a.misbehave(`delay=${Math.round(800 * scale)}ms`);
    const callers = Array.from({ length: 9 }, () => ask(gateway));
    await eventually('the shadows to be ended', async () => (await shadows(gateway, 'cancelled')) >= 6);
    await Promise.all(callers);
  });
});

once('shadows are of the share that is asked, and stop where the tokens of a minute are used up', async () => {
  await mocks.reset();
  await withJudgedGateway(settings({ share: '20%', tokens_per_minute: 1_000_000 }), async (gateway) => {
    for (let i = 0; i < 60; ++i) await Promise.all(Array.from({ length: 10 }, () => ask(gateway)));
    let sampled = 0;
    await eventually('the shadows to end', async () => {
      const before = sampled;
      sampled = (await shadows(gateway, 'ok')) + (await leftOut(gateway, 'busy'));
      return sampled > 0 && sampled === before;
    }, { every: 500 });
    // Five standard deviations of a share of 20 % in 600.
    assert.ok(Math.abs(sampled - 120) <= 49, `${sampled} of 600`);
  });
  await mocks.reset();
  // A request asks for 16 tokens of output, and brings some 30 of input.
  await withJudgedGateway(settings({ share: '100%', tokens_per_minute: 200 }), async (gateway) => {
    await asked(gateway, 40);
    await eventually('the shadows to end', async () => (await shadows(gateway, 'ok')) + (await leftOut(gateway, 'budget')) === 40);
    const sent = (await mocks.b.attempts()).length;
    assert.ok(sent >= 3 && sent <= 8, `${sent} copies of some 45 tokens in seconds of a budget of 200 a minute`);
    assert.equal(await leftOut(gateway, 'budget'), 40 - sent);
  });
});

once('what a killed process leaves keeps the arm in which it began: a caller’s, a canary, a shadow and a check', async () => {
  await mocks.reset();
  await mocks.a.misbehave('silent');
  await mocks.b.misbehave('silent');
  const patience = { timeouts: { first_token: '60s', total: '60s' } };
  const of = (url, model) => ({ base_url: `${url}/v1`, model, families: ['chat_completions', 'responses'], ...patience });
  const targets = { main: of(mocks.a.url, 'model-a'), spare: of(mocks.b.url, 'model-b') };
  await withJudgedGateway(settings({ share: '100%', tokens_per_minute: 1_000_000 }, targets), async (gateway) => {
    const leave = (model) => fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: prompt }], max_tokens: 16 }),
    }).catch(() => null);
    const reach = async (mock, count) => eventually(`${count} requests`, async () => (await mock.attempts()).length === count);
    const running = [leave('assistant')];
    await reach(mocks.b, 1);
    running.push(command(gateway, ['smoke', 'chat', '--target', 'main', '--check', 'happy_path', '--buffered']));
    await reach(mocks.a, 2);
    const pin = await gateway.askAdmin('/overrides', { method: 'POST', body: JSON.stringify({
      action: 'pin', route: 'chat', target: 'spare', author: 'ana', approver: 'ben', reason: 'The primary is dead.', ticket: 'INC-7', lasts: '10m' }) });
    assert.equal(pin.status, 200, await pin.text());
    running.push(leave('assistant'));
    await reach(mocks.b, 2);
    gateway.child.signal('SIGKILL');
    await gateway.child.exited;
    await Promise.all(running);
    await gateway.launch();
    const left = (await gateway.records()).filter(({ outcome }) => outcome === 'interrupted');
    assert.deepEqual(left.map(({ arm = 'control', weight_ppm = null, assigned = null }) => [arm, weight_ppm, assigned]).sort(),
                     [['canary', 1_000_000, 'spare'], ['control', null, null], ['shadow', null, null], ['synthetic', null, null]]);
  });
});
