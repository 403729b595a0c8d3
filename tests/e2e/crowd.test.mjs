// A crowd at the door: what waits costs little, what dawdles is sent away by its clock, and good callers are served meanwhile.
// CONNECTIONS=10000 STALLED=1000 give the long form, which also waits for the clocks that are long.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { crowd, descriptorsMax, leave, limitDescriptors, residentKiB } from './crowd.mjs';
import { eventually, scale, target, withGateway } from './harness.mjs';
import { forwarded, models, post, whole, withField } from './messages.mjs';
import { exchange, statuses } from './raw_client.mjs';
import { answerWith, completion, Witness } from './witness.mjs';

const wanted = Number(process.env.CONNECTIONS ?? 1000);
const stalledWanted = Number(process.env.STALLED ?? 200);
const long = wanted >= 10000;
/** Both ends need descriptors: this process holds the callers and, for stalled streams, the upstream's ends as well. */
const spareDescriptors = 500;
const room = descriptorsMax(process.pid) - spareDescriptors;
const idleCount = Math.min(wanted, room);
const stalledCount = Math.min(stalledWanted, Math.floor(room / 2));

const idleKiBMax = 40;
const stalledKiBMax = 300;
const headSeconds = 10;
const bodySeconds = 10;
const stallSeconds = 60;
const lateSecondsMax = 4 * scale;
const servedShareMin = 0.999;
const goodEveryMs = 20;

const witness = await Witness.start();
const settings = (changes = {}) => ({
  mocks: { a: witness, b: witness },
  targets: { main: target(witness.url, 'model-a', { timeouts: { total: '10s' } }), spare: target(witness.url, 'model-a') },
  server: { loops: 1, connections_max: 20000, connections_per_address_max: 20000 },
  ...changes,
});
const crowdTest = (title, body) => test(title, { timeout: (240000 + wanted * 20) * scale }, body);

function noteShortfall(t, name, asked, got) {
  if (got < asked) t.diagnostic(`not run: ${name} with ${asked} connections (this process may open ${descriptorsMax(process.pid)} files), ran with ${got}`);
}

/** A gateway, and callers that leave before it ends, however the body ends. `open` is `crowd` for its address. */
function besieged(changes, body) {
  return withGateway(settings(changes), async (gateway) => {
    const everybody = [];
    const open = async (...wishes) => {
      const callers = await crowd(gateway.url, ...wishes);
      everybody.push(...callers);
      return callers;
    };
    try {
      await body(gateway, open);
    } finally {
      leave(everybody);
    }
  });
}

/** One good caller after the other until stopped, or the gateway has ended; counts who was served and how long the slowest waited. */
class GoodTraffic {
  constructor(gateway) {
    Object.assign(this, { gateway, asked: 0, served: 0, slowestMs: 0, stopping: false });
    this.done = this.run();
  }

  async run() {
    while (!this.stopping && !this.gateway.child.ended) {
      const begin = performance.now();
      this.asked++;
      const result = await exchange(this.gateway.url, [withField('Connection: close')]).catch(() => null);
      if (result && statuses(result)[0] === 200) this.served++;
      this.slowestMs = Math.max(this.slowestMs, performance.now() - begin);
      await sleep(goodEveryMs);
    }
  }

  /** Fails where good callers were not served. */
  async end(t) {
    this.stopping = true;
    await this.done;
    t.diagnostic(`good traffic meanwhile: ${this.served} of ${this.asked} served, slowest ${this.slowestMs.toFixed(0)} ms`);
    assert.ok(this.asked > 0 && this.served >= servedShareMin * this.asked, `${this.served} of ${this.asked} good callers were served`);
  }
}

/** Requests before anything is measured, so that what is made once is there. */
async function warmUp(gateway) {
  for (let count = 0; count < 50; count++) assert.deepEqual(statuses(await exchange(gateway.url, [whole], { enough: (text) => text.endsWith('}') })), [200]);
  return residentKiB(gateway.child.process.pid);
}

const perConnection = (gateway, base, count) => (residentKiB(gateway.child.process.pid) - base) / count;

/** An instrumented build keeps freed memory and pads what it gives out, so its size says nothing of the gateway's. */
function checkCost(t, what, cost, most) {
  if (scale > 1) return t.diagnostic(`not run: the memory of ${what} (a slow, instrumented build)`);
  assert.ok(cost <= most, `${cost.toFixed(1)} KiB for ${what}, at most ${most} are promised`);
}

crowdTest('idle connections cost little, and are still served', async (t) => {
  noteShortfall(t, 'idle connections', wanted, idleCount);
  await besieged({}, async (gateway, open) => {
    const base = await warmUp(gateway);
    const traffic = new GoodTraffic(gateway);
    const callers = await open(idleCount, models);
    await eventually('every caller to be answered', () => callers.every(({ received }) => received.endsWith(']}')), { within: 30000 * scale });
    const cost = perConnection(gateway, base, idleCount);
    t.diagnostic(`${idleCount} idle connections: ${cost.toFixed(1)} KiB each`);
    checkCost(t, 'an idle connection', cost, idleKiBMax);
    for (const caller of callers) { caller.received = ''; caller.say(models); }
    await eventually('every caller to be answered again', () => callers.every(({ received }) => received.endsWith(']}')), { within: 30000 * scale });
    await sleep(1000);
    await traffic.end(t);
  });
});

/** All of them were told 408 and sent away within their time. */
async function sentAway(callers, seconds) {
  await Promise.race([Promise.all(callers.map(({ closed }) => closed)), sleep((seconds + lateSecondsMax) * 1000)]);
  for (const { received, beganAt, endedAt } of callers) {
    assert.match(received, /^HTTP\/1\.1 408 /, `after ${seconds} s: ${received.slice(0, 100)}`);
    const took = (endedAt - beganAt) / 1000;
    assert.ok(took >= seconds - 0.5 && took <= seconds + lateSecondsMax, `sent away after ${took} s`);
  }
}

crowdTest('who never finishes a head or a body is sent away by the clock', async (t) => {
  const each = Math.floor(idleCount / 4);
  const announced = post('Content-Length: 100000', '');
  const kinds = {
    'half a head': [headSeconds, whole.slice(0, 60)],
    'a head byte by byte': [headSeconds, 'POST', (caller) => caller.say('x')],
    'a head and no body': [bodySeconds, announced],
    'a body byte by byte': [bodySeconds, announced, (caller) => caller.say('x')],
  };
  await besieged({}, async (gateway, open) => {
    witness.forget();
    const base = await warmUp(gateway);
    const traffic = new GoodTraffic(gateway);
    const crowds = [];
    for (const [seconds, text, drip] of Object.values(kinds)) crowds.push({ seconds, drip, callers: await open(each, text) });
    const cost = perConnection(gateway, base, each * crowds.length);
    t.diagnostic(`${each * crowds.length} unfinished messages: ${cost.toFixed(1)} KiB each`);
    const drips = setInterval(() => {
      for (const { drip, callers } of crowds) for (const caller of drip ? callers : []) if (!caller.received && !caller.socket.destroyed) drip(caller);
    }, 500);
    for (const { seconds, callers } of crowds) await sentAway(callers, seconds);
    clearInterval(drips);
    checkCost(t, 'an unfinished message', cost, idleKiBMax);
    await traffic.end(t);
    for (const { body } of witness.requests) assert.equal(body.toString(), forwarded());
  });
});

const eventBytes = 4 * 1024;
const streamBytesMax = 6 << 20;
const choice = { index: 0, delta: { content: 'y'.repeat(eventBytes) } };
const bigEvent = `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [choice] })}\n\n`;
const bigChunk = Buffer.from(`${bigEvent.length.toString(16)}\r\n${bigEvent}\r\n`);

/**
 * An upstream whose streams never end. It sends as fast as it is read from, up to more than the system's buffers between it and a
 * caller can hold, so that the gateway has to hold back. What is no stream gets a usual answer.
 */
async function endlessUpstream() {
  const upstream = { streams: new Set(), bytes: 0 };
  const server = createServer((socket) => {
    let left = streamBytesMax;
    const pour = () => {
      for (let room = true; room && left > 0 && !socket.destroyed; left -= bigChunk.length) {
        room = socket.write(bigChunk);
        upstream.bytes += bigChunk.length;
      }
    };
    socket.on('error', () => {});
    socket.on('close', () => upstream.streams.delete(socket));
    socket.on('drain', pour);
    socket.on('data', (bytes) => {
      if (!bytes.includes('"stream":true')) return socket.write(answerWith(completion('not streamed')));
      upstream.streams.add(socket);
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n');
      pour();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 4096, resolve));
  after(() => { server.close(); for (const socket of upstream.streams) socket.destroy(); });
  return Object.assign(upstream, { url: `http://127.0.0.1:${server.address().port}` });
}

const endless = await endlessUpstream();

crowdTest('readers that stall hold little, and are let go', async (t) => {
  noteShortfall(t, 'stalled readers', stalledWanted, stalledCount);
  const main = target(endless.url, 'model-a', { timeouts: { stall: '300s', total: '600s' }, max_inflight: 10000 });
  const { targets, server } = settings();
  const patient = { targets: { ...targets, main }, server: { ...server, max_inflight: 20000 }, route: { deadline: '600s' } };
  await besieged(patient, async (gateway, open) => {
    const streamed = '{"model":"assistant","stream":true,"messages":[]}';
    const base = await warmUp(gateway);
    const traffic = new GoodTraffic(gateway);
    const callers = await open(stalledCount, post(`Content-Length: ${streamed.length}`, streamed), { reads: false });
    await eventually('every stream to have begun', () => endless.streams.size >= stalledCount, { within: 30000 * scale });
    let before = -1;
    await eventually('the upstream to be held back', async () => {
      const still = before === endless.bytes;
      before = endless.bytes;
      return still;
    }, { within: 60000 * scale, every: 500 });
    const cost = perConnection(gateway, base, stalledCount);
    const taken = endless.bytes / stalledCount / 1024;
    t.diagnostic(`${stalledCount} stalled readers: ${cost.toFixed(1)} KiB each, ${taken.toFixed(0)} KiB sent by the upstream for each`);
    if (long) await eventually('the clock to end every stalled stream', () => endless.streams.size === 0, { within: (stallSeconds + 30) * 1000 * scale });
    else t.diagnostic(`not run: the ${stallSeconds} s clock of a stalled reader (CONNECTIONS=10000 waits for it)`);
    leave(callers);
    await eventually('the upstream connections to end with their readers', () => endless.streams.size === 0, { within: 10000 * scale });
    await traffic.end(t);
    checkCost(t, 'a stalled stream', cost, stalledKiBMax);
  });
});

const fewDescriptors = 128;
const tooMany = 300;

crowdTest('a gateway without descriptors pauses, lives, and serves again', async (t) => {
  await besieged({}, async (gateway, open) => {
    await warmUp(gateway);
    try {
      limitDescriptors(gateway.child.process.pid, fewDescriptors);
    } catch (error) {
      return t.diagnostic(`not run: a gateway without descriptors (prlimit: ${error.message})`);
    }
    const callers = await open(tooMany, models);
    await sleep(500 * scale);
    const answered = () => callers.filter(({ received }) => received !== '');
    const first = answered().length;
    t.diagnostic(`${first} of ${tooMany} callers answered with ${fewDescriptors} descriptors, the others once these had left`);
    assert.ok(first > 0 && first < fewDescriptors, `${first} answered`);
    assert.ok(!gateway.child.ended, 'the gateway ended');
    await eventually('every caller to be answered in turn', () => { leave(answered()); return answered().length === tooMany; }, { within: 20000 * scale });
    for (const { received } of callers) assert.match(received, /^HTTP\/1\.1 200 /);
    const serves = () => exchange(gateway.url, [whole], { enough: (text) => text.endsWith('}') }).then((result) => statuses(result)[0] === 200);
    await eventually('a caller to be served with as few descriptors', serves, { every: 100 });
  });
});
