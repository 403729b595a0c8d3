// What persons decide past the configuration: in force when it is acknowledged, there again after any crash, and stopped at once.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { eventually, run } from './child.mjs';
import { Dice } from './dice.mjs';
import { freshFolder, Gateway, once, scale, startMocks } from './harness.mjs';

const inNamespace = process.env.JURYMAST_TEST_NAMESPACE === '1';
const rounds = Number(process.env.OVERRIDE_ROUNDS ?? 30);
/** The file is read this often, and a request obeys within twice the time. */
const killSeenMsMax = 100 * scale;
const mocks = await startMocks();

/** The token of this machine, where the gateway made one. */
const authority = (gateway) => gateway.token === undefined ? {} : { authorization: `Bearer ${gateway.token}` };

/** A change over the admin listener. */
async function change(gateway, path, body) {
  const response = await fetch(`${gateway.admin}${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...authority(gateway) } });
  return { status: response.status, body: await response.json() };
}

async function statusOf(gateway) {
  const response = await fetch(`${gateway.admin}/status`, { headers: authority(gateway) });
  assert.equal(response.status, 200);
  return response.json();
}

const who = { author: 'ana', approver: 'ben', reason: 'The primary is dead.', ticket: 'INC-7', lasts: '10m' };
const standing = async (gateway) => (await statusOf(gateway)).overrides.map(({ words }) => words).sort();
const killed = async (gateway) => (await statusOf(gateway)).kill;

async function askOnce(gateway) {
  const body = JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }] });
  const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await response.text();
  return { status: response.status, target: response.headers.get('x-jurymast-target') };
}

/** The first request that is not rescued any more, with the time that it took to come to that. */
async function stopsWithin(gateway, act) {
  await mocks.reset();
  await mocks.a.misbehave({ status: 503 });
  assert.deepEqual(await askOnce(gateway), { status: 200, target: 'spare' });
  await act();
  await sleep(killSeenMsMax);
  await mocks.b.forget();
  for (let i = 0; i < 20; ++i) assert.notEqual((await askOnce(gateway)).target, 'spare');
  assert.equal((await mocks.b.attempts()).length, 0, 'a request still reached the fallback');
}

const override = (gateway, ...args) => run(['override', ...args, '--config', gateway.file], { env: { USER: 'ana' } });

once('the kill switch is obeyed on every loop within 100 ms, over command, listener, signal and file, and after a restart', async () => {
  const gateway = await Gateway.start({ mocks, folder: freshFolder(), server: { loops: 2 } });
  await stopsWithin(gateway, async () => assert.equal((await change(gateway, '/kill', { route: 'all', author: 'ana' })).status, 200));
  gateway.child.signal('SIGKILL');
  await gateway.child.exited;
  await gateway.launch();
  assert.deepEqual(await killed(gateway), ['all']);
  assert.notEqual((await askOnce(gateway)).target, 'spare', 'the first request after the start');
  assert.equal((await change(gateway, '/kill/clear', { route: 'all' })).status, 200);
  assert.deepEqual(await killed(gateway), []);

  await stopsWithin(gateway, () => gateway.child.signal('SIGUSR1'));
  assert.equal(readFileSync(join(gateway.state, 'kill'), 'utf8'), 'all\n');
  assert.equal((await change(gateway, '/kill/clear', { route: 'all' })).status, 200);

  // No address of an admin listener that would answer: the command writes the file itself.
  await stopsWithin(gateway, async () => {
    const said = await override(gateway, 'kill', 'chat');
    assert.equal(said.code, 0, said.stderr);
    assert.match(said.stdout, /KILL SWITCH ON for chat/);
  });
  const cleared = await run(['override', 'clear', 'kill', 'chat', '--state', gateway.state]);
  assert.equal(cleared.code, 0, cleared.stderr);
  await eventually('the file to be read', async () => (await killed(gateway)).length === 0);
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
  await gateway.verified();
});

once('an override is refused without ticket, expiry or another person, stands over kill -9, and ends by itself with a record', async () => {
  const gateway = await Gateway.start({ mocks, folder: freshFolder() });
  const pin = { action: 'pin', route: 'chat', target: 'spare', ...who };
  for (const missing of ['ticket', 'lasts', 'reason', 'author', 'approver']) {
    const { [missing]: _, ...rest } = pin;
    const refused = await change(gateway, '/overrides', rest);
    assert.ok([403, 422].includes(refused.status), `${missing}: ${JSON.stringify(refused)}`);
  }
  assert.equal((await change(gateway, '/overrides', { ...pin, approver: 'ana' })).status, 403);
  assert.deepEqual(await standing(gateway), []);
  const dry = await change(gateway, '/overrides', { ...pin, dry_run: true });
  assert.equal(dry.body.in_force, false);
  assert.deepEqual(await standing(gateway), []);
  const set = await change(gateway, '/overrides', { ...pin, lasts: `${Math.round(4 * scale)}s` });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  assert.ok(set.body.override.unproven.includes('evidence'));
  assert.equal(set.body.undo, 'jurymast override clear pin chat');
  gateway.child.signal('SIGKILL');
  await gateway.child.exited;
  await gateway.launch();
  assert.deepEqual(await standing(gateway), ['pin chat to spare']);
  await eventually('its end', async () => (await standing(gateway)).length === 0, { within: 20000 * scale });
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
  await gateway.verified();
  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  const steps = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'override');
  assert.deepEqual(steps.map(({ event, action }) => `${event} ${action}`), ['set pin', 'expired pin']);
  assert.equal(steps[1].reverts, steps[0].id);
});

once('that an override ends soon, and that a person set it alone, is an alert for as long as it stands', async () => {
  const gateway = await Gateway.start({ mocks, folder: freshFolder() });
  const { approver: _, ...alone } = { action: 'pin', route: 'chat', target: 'spare', ...who };
  const fires = (name, value) => eventually(`${name} to be ${value}`, async () => (await gateway.metrics()).includes(`jurymast_alert{name="${name}"} ${value}\n`));
  assert.equal((await change(gateway, '/overrides', { ...alone, lasts: '5m', break_glass: true })).status, 200);
  await fires('override_break_glass', 1);
  await fires('override_expires', 1);
  assert.equal((await change(gateway, '/overrides/clear', { action: 'pin', route: 'chat', author: 'ana' })).status, 200);
  await fires('override_break_glass', 0);
  await fires('override_expires', 0);
  assert.equal((await change(gateway, '/overrides', { ...alone, approver: 'ben', lasts: '1h' })).status, 200);
  await fires('override_break_glass', 0);
  await fires('override_expires', 0);
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
});

/** The steps of the rounds below, each from what stands before it. */
function step(number, before) {
  const target = number % 2 === 0 ? 'spare' : 'main';
  const words = `disable ${target} on chat`;
  const pinned = before.find((one) => one.startsWith('pin'));
  if (number % 3 === 0 && pinned) return { path: '/overrides/clear', body: { action: 'pin', route: 'chat', author: 'ana' }, after: before.filter((one) => one !== pinned) };
  if (number % 3 === 0 && !before.includes('disable main on chat')) {
    return { path: '/overrides', body: { action: 'pin', route: 'chat', target: 'main', ...who }, after: [...before, 'pin chat to main'].sort() };
  }
  if (before.includes(words)) return { path: '/overrides/clear', body: { action: 'disable', route: 'chat', target, author: 'ana' }, after: before.filter((one) => one !== words) };
  return { path: '/overrides', body: { action: 'disable', route: 'chat', target, ...who, approver: '', words: 'nobody is served' }, after: [...before, words].sort() };
}

test('killed at random points of a write, what stands is what was acknowledged last, or the whole step that was on its way', { timeout: (60000 + rounds * 5000) * scale }, async (t) => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  t.diagnostic(`SEED=${seed} OVERRIDE_ROUNDS=${rounds}`);
  const dice = new Dice(seed);
  const gateway = await Gateway.start({ mocks, folder: freshFolder(), server: { trace: false } });
  let before = [];
  let known = 0;
  let taken = 0;
  // How long a write takes is the machine's affair: the kill comes sooner after one that was acknowledged, and later after one that was not.
  let withinMs = 40;
  for (let number = 0; number < rounds; ++number) {
    const next = step(number, before);
    const acknowledged = change(gateway, next.path, next.body).then(({ status, body }) => {
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.durable, true);
      return true;
    }, () => false);
    await sleep(dice.below(Math.ceil(withinMs)));
    gateway.child.signal('SIGKILL');
    await gateway.child.exited;
    const sure = await acknowledged;
    await gateway.launch();
    const after = await standing(gateway);
    const isTaken = JSON.stringify(after) === JSON.stringify(next.after);
    if (sure) assert.deepEqual(after, next.after, `round ${number}: it was acknowledged`);
    if (!sure && !isTaken) assert.deepEqual(after, before, `round ${number}: half of a step`);
    known += sure ? 1 : 0;
    withinMs = sure ? Math.max(1, withinMs * 0.7) : Math.min(200, withinMs * 1.4);
    taken += isTaken && !sure ? 1 : 0;
    before = after;
  }
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
  await gateway.verified();
  t.diagnostic(`${rounds} of ${rounds} rounds; ${known} acknowledged, of the others ${taken} taken whole and ${rounds - known - taken} not at all`);
  assert.ok(known < rounds || rounds < 20, 'no kill met a write');
  assert.ok(known > 0, 'no write was acknowledged');
});

/** Writes a file until nothing more fits. */
function fill(folder) {
  const file = openSync(join(folder, 'filler'), 'w');
  const block = Buffer.alloc(4096, 'f');
  assert.throws(() => { for (;;) writeSync(file, block); }, { code: 'ENOSPC' });
  closeSync(file);
}

const mounts = (folder) => spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', folder]).status === 0;

async function onAFullDisk(folder) {
  const gateway = await Gateway.start({ mocks, folder, server: { trace: false, journal_queue_max: '1MiB' } });
  try {
    fill(folder);
    await stopsWithin(gateway, async () => {
      const turned = await change(gateway, '/kill', { route: 'chat', author: 'ana' });
      assert.equal(turned.status, 200);
      assert.equal(turned.body.durable, false, 'there was room for the file after all');
    });
    const off = await change(gateway, '/overrides', { action: 'disable', route: 'chat', target: 'main', ...who, approver: '' });
    assert.equal(off.status, 200, JSON.stringify(off.body));
    assert.deepEqual([off.body.in_force, off.body.durable], [true, false]);
    const mode = await change(gateway, '/overrides', { action: 'mode', route: 'chat', value: 'automatic', ...who });
    assert.equal(mode.status, 503, 'what opens ways must be written first');
    rmSync(join(folder, 'filler'));
    await eventually('the kill file to be written when there is room', () => {
      try { return readFileSync(join(gateway.state, 'kill'), 'utf8') === 'chat\n'; } catch { return false; }
    }, { within: 10000 * scale });
  } finally {
    await gateway.stop();
  }
}

test('on a full disk the kill switch and a disabled target stand at once and say that they are not durable; nothing opens', { timeout: 180000 * scale }, async (t) => {
  const folder = join(freshFolder(), 'small');
  mkdirSync(folder);
  if (!mounts(folder)) {
    const mayTry = !inNamespace && spawnSync('unshare', ['-Urm', 'true']).status === 0;
    if (!mayTry) return t.diagnostic('not run: this user may not mount a small file system');
    const env = { ...process.env, JURYMAST_TEST_NAMESPACE: '1' };
    delete env.NODE_TEST_CONTEXT;
    const { status, stdout } = spawnSync('unshare', ['-Urm', process.execPath, '--test', '--test-name-pattern', 'on a full disk', import.meta.filename], { env, encoding: 'utf8' });
    return assert.equal(status, 0, stdout);
  }
  try {
    await onAFullDisk(folder);
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
});
