// Restarts behind a listening socket that outlives the process: nobody is refused, nothing is lost, and what runs is finished.
// RESTARTS=20 RATE=500 give the long form.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Child, run } from './child.mjs';
import { configText, eventually, freshFolder, Gateway, scale, startMocks, target } from './harness.mjs';
import { isWhole, quantile, SteadyLoad } from './steady_load.mjs';

const restarts = Number(process.env.RESTARTS ?? 5);
const rate = Number(process.env.RATE ?? 200) / scale;
const servedMsBetween = 1000;
const streamEvery = 20;
const loops = 2;
/** What comes too late on an old connection gets the drain's answer or, where it crosses the connection's close, none; SDKs send both again. */
const drainAnswer = '503 with Retry-After';
const crossedClose = 'none: the kept connection closed';
const turnedAwayShareMax = 0.005;
/** What a gateway may take that has nothing to do: the time for last requests, and that of a process to end. */
const endMsMax = 5000 * scale;

const mocks = await startMocks();
const targets = { main: target(mocks.a.url, 'model-a', { timeouts: { first_token: '10s', stall: '10s', total: '60s' } }) };
const holderFile = fileURLToPath(new URL('socket_holder.pl', import.meta.url));

/** A socket that outlives the gateways that accept from it, and those gateways. */
class Holder {
  static async start() {
    const holder = new Holder();
    holder.folder = freshFolder();
    holder.child = new Child([], { under: ['perl', holderFile], stdin: 'pipe' });
    after(async () => { holder.child.process.stdin.end(); await holder.child.exited; });
    [, holder.port] = await holder.child.announces(/holding (\d+)\n/);
    holder.url = `http://127.0.0.1:${holder.port}`;
    holder.gateways = 0;
    return holder;
  }

  /** Starts a gateway on that state directory, and gives its process's number once it accepts. */
  async launch(state) {
    const file = join(this.folder, `${state}.toml`);
    const server = { listen: `127.0.0.1:${this.port}`, loops, state: join(this.folder, state) };
    writeFileSync(file, configText({ mocks, targets, server }));
    this.child.process.stdin.write(`${file}\n`);
    this.gateways++;
    const said = (pattern) => eventually(String(pattern), () => {
      const all = [...this.child.stdout.matchAll(pattern)];
      if (/ended \d+ [^0]/.test(this.child.stdout)) throw new Error(`a gateway failed:\n${this.child.stderr}`);
      return all.length >= this.gateways ? all[this.gateways - 1] : null;
    }, { within: 20000 * scale, every: 5 });
    const [, pid] = await said(/started (\d+)\n/g);
    await said(/jurymast listening on \S+ admin \S+\n/g);
    return Number(pid);
  }

  /** Asks a gateway to end; gives how long it took. */
  async end(pid, within = endMsMax) {
    const began = performance.now();
    process.kill(pid, 'SIGTERM');
    const [, status] = await eventually(`the end of ${pid}\n${this.child.stderr.slice(-2000)}`, () => new RegExp(`ended ${pid} (\\d+)\\n`).exec(this.child.stdout), { within, every: 5 });
    assert.equal(status, '0', this.child.stderr.slice(-4000));
    return performance.now() - began;
  }

  async records(state) {
    const { code, stdout, stderr } = await run(['log', 'export', '--state', join(this.folder, state)]);
    assert.equal(code, 0, stderr);
    return stdout.split('\n').filter((line) => line.includes('"kind":"operation"')).length;
  }
}

/** Callers with a connection each, and callers with connections that are kept, half of the rate each, some of them with streams. */
function callers(url) {
  return [false, true].map((keepAlive) => new SteadyLoad(url, { everyMs: 2000 / rate, keepAlive, stream: (number) => number % streamEvery === 0 }));
}

/** Ends the calls and the last gateway; every call was served but for a few that a drain turned away, and has one record. */
async function judge(t, holder, { loads, pid, states }) {
  await Promise.all(loads.map((load) => load.stop()));
  await holder.end(pid);
  for (const load of loads) load.close();
  const calls = loads.flatMap((load) => load.calls);
  const kinds = new Map();
  for (const call of calls.filter((each) => !isWhole(each))) {
    const kind = call.reused && call.status === 0 ? crossedClose : call.error ?? `${call.status}${call.headers['retry-after'] ? ' with Retry-After' : ''}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const ms = (share) => quantile(calls.map((call) => call.ms), share).toFixed(0);
  t.diagnostic(`${calls.length} calls over ${restarts} restarts, not served: ${JSON.stringify(Object.fromEntries(kinds))}; p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms, slowest ${ms(1)} ms`);
  const crossed = kinds.get(crossedClose) ?? 0;
  const turnedAway = (kinds.get(drainAnswer) ?? 0) + crossed;
  kinds.delete(drainAnswer);
  kinds.delete(crossedClose);
  assert.deepEqual(kinds, new Map(), 'no connection is refused and no answer is lost');
  assert.ok(turnedAway <= turnedAwayShareMax * calls.length, `${turnedAway} of ${calls.length} calls were turned away by a drain`);
  let records = 0;
  for (const state of states) records += await holder.records(state);
  assert.ok(records >= calls.length - crossed && records <= calls.length, `${calls.length} calls, of which ${crossed} crossed a close, have ${records} records`);
}

const restartTest = (title, body) => test(title, { timeout: (120000 + restarts * 10000) * scale }, body);

restartTest('restarted in place, callers wait and nobody is refused', async (t) => {
  await mocks.reset();
  const holder = await Holder.start();
  let pid = await holder.launch('only');
  const loads = callers(holder.url).map((load) => load.start());
  for (let count = 0; count < restarts; count++) {
    await sleep(servedMsBetween);
    await holder.end(pid);
    pid = await holder.launch('only');
  }
  await sleep(servedMsBetween);
  await judge(t, holder, { loads, pid, states: ['only'] });
});

restartTest('with the next one started first, nobody even waits', async (t) => {
  await mocks.reset();
  const holder = await Holder.start();
  const states = ['blue', 'green'];
  let pid = await holder.launch(states[0]);
  const loads = callers(holder.url).map((load) => load.start());
  for (let count = 1; count <= restarts; count++) {
    await sleep(servedMsBetween);
    const next = await holder.launch(states[count % 2]);
    await holder.end(pid);
    pid = next;
  }
  await sleep(servedMsBetween);
  await judge(t, holder, { loads, pid, states });
});

/** One call on a connection of its own. */
async function begin(url, stream) {
  const load = new SteadyLoad(url, { everyMs: 100, keepAlive: false, stream: () => stream });
  await load.start().stop();
  load.close();
  return load.calls[0];
}

restartTest('a stream that runs is finished by the old process, while the next one serves', async () => {
  await mocks.reset();
  await mocks.a.misbehave({ tokens: 30, pace: '100ms' });
  const holder = await Holder.start();
  const old = await holder.launch('blue');
  const stream = begin(holder.url, true);
  await eventually('the stream upstream', async () => (await mocks.a.attempts()).length === 1);
  await mocks.a.heal();
  const next = await holder.launch('green');
  const ending = holder.end(old, 20000 * scale);
  const calls = 20;
  for (let count = 0; count < calls; count++) {
    const call = await begin(holder.url, false);
    assert.ok(isWhole(call), `${call.status} ${call.error} ${call.text}`);
  }
  const streamed = await stream;
  assert.ok(isWhole(streamed), `${streamed.status} ${streamed.error}`);
  assert.ok(await ending > 1000, 'the old process ended before its stream');
  await holder.end(next);
  // Until the signal has arrived, the old one may still take a call.
  const [byOld, byNext] = [await holder.records('blue'), await holder.records('green')];
  assert.equal(byOld + byNext, 1 + calls);
  assert.ok(byOld >= 1 && byNext > calls / 2, `the old process served ${byOld}, the next one ${byNext}`);
});

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const activator = 'systemd-socket-activate';
const hasActivator = spawnSync(activator, ['--version']).status === 0;

restartTest('the sockets of systemd are taken, by name', async (t) => {
  if (!hasActivator) return t.diagnostic(`not run: sockets from systemd (${activator} is missing; it comes with the package systemd)`);
  await mocks.reset();
  const listen = `127.0.0.1:${await freePort()}`;
  const settings = { mocks, targets, server: { listen }, under: [activator, '-l', listen, '--fdname=listen'] };
  const starting = Gateway.start(settings);
  // The activator starts the gateway for the first who connects, who waits for it meanwhile.
  const first = await eventually('the activator to listen', async () => {
    const call = await begin(`http://${listen}`, false);
    return call.error === null ? call : null;
  });
  const gateway = await starting;
  assert.ok(isWhole(first), `${first.status} ${first.text}`);
  assert.equal(gateway.url, `http://${listen}`);
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
});

restartTest('a socket that the configuration does not know is an error before anything starts', async (t) => {
  if (!hasActivator) return t.diagnostic(`not run: a socket that the configuration does not know (${activator} is missing)`);
  const listen = `127.0.0.1:${await freePort()}`;
  let refused;
  Gateway.start({ mocks, targets, under: [activator, '-l', listen, '--fdname=web'] }).catch((error) => { refused = error.message; });
  // The activator starts the gateway for the first who connects.
  await eventually('the gateway to end', async () => { await begin(`http://${listen}`, false); return refused; });
  assert.ok(refused.includes(`the socket passed on as \`web\` is bound to \`${listen}\`, which is neither server.listen`), refused);
});
