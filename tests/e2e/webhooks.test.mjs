// Webhooks: signed, tried again, told once more where nobody said that they have it, and never in anybody's way.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';

import { run } from './child.mjs';
import { command, withJudgedGateway } from './evidence.mjs';
import { eventually, once, scale, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();
const secret = 'the-secret-of-the-pager-0123456789';

/** A receiver that answers as `answer(number)` says; 0: not at all. */
class Receiver {
  static async start(answer) {
    const receiver = new Receiver();
    receiver.told = [];
    receiver.server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => { body += part; });
      request.on('end', () => {
        receiver.told.push({ headers: request.headers, body, url: request.url });
        const status = answer(receiver.told.length);
        if (status !== 0) response.writeHead(status).end();
      });
    });
    await new Promise((resolve) => { receiver.server.listen(0, '127.0.0.1', resolve); });
    receiver.server.unref();
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}/hook`;
    return receiver;
  }
  close() { this.server.closeAllConnections(); this.server.close(); }
}

const settings = (webhooks) => ({ mocks, webhooks, env: { PAGER_SECRET: secret } });
const hook = (receiver, more = {}) => ({ url: receiver.url, secret: { env: 'PAGER_SECRET' }, ...more });
const post = (gateway, path, body) => gateway.askAdmin(path, { method: 'POST', body: JSON.stringify(body) });
const standing = async (gateway) => Object.fromEntries((await (await gateway.askAdmin('/status')).json()).webhooks.map((one) => [one.name, one]));

function signatureOf({ headers, body }) {
  return `v1=${createHmac('sha256', secret).update(`${headers['x-jurymast-webhook-timestamp']}.${body}`).digest('hex')}`;
}

async function alerts(gateway) {
  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'alert');
}

once('a receiver that refuses twice is told a third time, signed, by the same id', async () => {
  const receiver = await Receiver.start((number) => (number <= 2 ? 503 : 200));
  await withGateway(settings({ pager: hook(receiver) }), async (gateway) => {
    assert.equal((await post(gateway, '/kill', { route: 'chat', author: 'ana' })).status, 200);
    await eventually('three tries', () => receiver.told.length >= 3, { within: 15000 * scale });
    for (const one of receiver.told) assert.equal(one.headers['x-jurymast-webhook-signature'], signatureOf(one));
    const ids = receiver.told.slice(0, 3).map(({ headers }) => headers['x-jurymast-webhook-id']);
    assert.equal(new Set(ids).size, 1);
    const message = JSON.parse(receiver.told[2].body);
    assert.deepEqual([message.event, message.state, message.labels, message.environment], ['kill_switch_set', 'firing', { route: 'chat' }, 'staging']);
    const record = (await alerts(gateway)).find(({ name }) => name === 'kill_switch_set');
    assert.equal(message.id, record.id);
    await eventually('the standing', async () => (await standing(gateway)).pager.delivered === 1);
    assert.equal((await post(gateway, '/kill/clear', { route: 'chat', author: 'ana' })).status, 200);
    await eventually('the end', () => receiver.told.some(({ body }) => JSON.parse(body).state === 'resolved'));
    assert.match(await gateway.metrics(), /jurymast_webhooks_delivered_total [1-9]/);
    assert.ok(receiver.told.every(({ body, headers }) => !body.includes(secret) && !JSON.stringify(headers).includes(secret)));
  });
  receiver.close();
});

once('a receiver that hangs holds up nobody, and one that cannot be told is an alert', async () => {
  const deaf = await Receiver.start(() => 0);
  const gone = await Receiver.start(() => 404);
  const good = await Receiver.start(() => 204);
  await withGateway(settings({ deaf: hook(deaf), gone: hook(gone), good: hook(good), quiet: hook(good, { events: ['evidence_stale'] }) }), async (gateway) => {
    const began = performance.now();
    assert.equal((await post(gateway, '/kill', { route: 'chat', author: 'ana' })).status, 200);
    await eventually('the good one', () => good.told.length === 1);
    assert.equal((await gateway.askAdmin('/healthz')).status, 200);
    assert.ok(performance.now() - began < 4000 * scale, 'nobody waits for the one that hangs');
    const failed = await eventually('the alert', async () => (await alerts(gateway)).find(({ name }) => name === 'webhook_failed'));
    assert.deepEqual(failed.labels, { webhook: 'gone' });
    const now = await standing(gateway);
    assert.deepEqual([now.deaf.waiting, now.gone.failed, now.good.delivered, now.quiet.delivered], [1, 1, 1, 0]);
    assert.match(now.gone.last_error, /answered 404/);
    assert.equal(good.told.length, 1, 'of what it was not to be told of it heard nothing');
  });
  for (const receiver of [deaf, gone, good]) receiver.close();
});

once('a receiver that hangs does not hold up the end of the process, which says what it leaves', async () => {
  const deaf = await Receiver.start(() => 0);
  await withGateway(settings({ deaf: hook(deaf) }), async (gateway) => {
    assert.equal((await post(gateway, '/kill', { route: 'chat', author: 'ana' })).status, 200);
    await eventually('the try', () => deaf.told.length === 1);
    assert.equal((await post(gateway, '/kill/clear', { route: 'chat', author: 'ana' })).status, 200);
    await eventually('two wait', async () => (await standing(gateway)).deaf.waiting === 2);
    const began = performance.now();
    assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
    assert.ok(performance.now() - began < 3000 * scale, 'a try may take five seconds, the end may not');
    assert.match(gateway.child.stderr, /webhook_left.*deaf.*messages.*2/);
  });
  deaf.close();
});

once('status tells of webhooks, of those that fail since when', async () => {
  const good = await Receiver.start(() => 204);
  const gone = await Receiver.start(() => 404);
  await withJudgedGateway({ ...settings({ good: hook(good), gone: hook(gone) }), env: { PAGER_SECRET: secret, UPSTREAM_KEY: 'a-key-of-the-tests' } }, async (gateway) => {
    const quiet = JSON.parse((await command(gateway, ['status', '--json'])).stdout).webhooks;
    assert.deepEqual(quiet.map(({ name, delivered, dropped, failing_since }) => [name, delivered, dropped, failing_since]).sort(), [['gone', 0, 0, null], ['good', 0, 0, null]]);
    assert.equal((await post(gateway, '/kill', { route: 'chat', author: 'ana' })).status, 200);
    await eventually('both settled', async () => {
      const now = await standing(gateway);
      return now.good.delivered === 1 && now.gone.failed === 1;
    });
    const { stdout } = await command(gateway, ['status']);
    assert.match(stdout, /^webhooks: gone delivered 0, 1 DROPPED, FAILING for .*; good delivered 1$/m);
  });
  for (const receiver of [good, gone]) receiver.close();
});

once('webhooks change with a reload, and a wrong one is refused with its place', async () => {
  const first = await Receiver.start(() => 200);
  const second = await Receiver.start(() => 200);
  // A configuration that is refused could not be replayed with the others.
  await withGateway({ ...settings({ pager: hook(first) }), server: { trace: false } }, async (gateway) => {
    gateway.configure({ ...settings({ pager: hook(second) }), server: { trace: false } });
    assert.equal((await gateway.askAdmin('/reload', { method: 'POST' })).status, 200);
    assert.equal((await post(gateway, '/kill', { route: 'chat', author: 'ana' })).status, 200);
    await eventually('the second', () => second.told.length === 1);
    assert.equal(first.told.length, 0);
    for (const wrong of [{ events: ['nonsense'] }, { url: 'http://hooks.example.com/x' }, { url: 'nonsense' }]) {
      gateway.configure(settings({ pager: hook(second, wrong) }));
      const refused = await gateway.askAdmin('/reload', { method: 'POST' });
      assert.equal(refused.status, 422);
      assert.match((await refused.json()).error.message, /webhooks\.pager\.(events|url)/);
    }
  });
  for (const receiver of [first, second]) receiver.close();
});
