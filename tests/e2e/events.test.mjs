// Live state as server-sent events: everything first, then each change, and again from where a listener was.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { run } from './child.mjs';
import { eventually, once, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();

/** A listener to GET /events; `events` is what it was told so far. */
class Listener {
  static async to(gateway, { token = gateway.token, lastSeen } = {}) {
    const headers = { authorization: `Bearer ${token}`, ...(lastSeen && { 'last-event-id': lastSeen }) };
    const listener = new Listener();
    const response = await eventually('the log to be read', async () => {
      const asked = await fetch(`${gateway.admin}/events`, { headers });
      if (asked.status !== 503) return asked;
      await asked.text();
      return null;
    });
    assert.equal(response.status, 200, response.status === 200 ? '' : await response.text());
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    listener.events = [];
    listener.comments = 0;
    listener.reader = response.body.getReader();
    listener.ended = listener.read();
    return listener;
  }

  /** 'end' where the answer came to its end, 'broken' where the connection was cut. */
  async read() {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for (;;) {
        const { done, value } = await this.reader.read();
        if (done) return 'end';
        text += decoder.decode(value, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop();
        for (const block of blocks) this.take(block);
      }
    } catch {
      return 'broken';
    }
  }

  take(block) {
    if (block.startsWith(':')) { this.comments += 1; return; }
    const [, id, event, data] = block.match(/^id: (\d+)\nevent: ([a-z_]+)\ndata: (.*)$/);
    this.events.push({ id: Number(id), event, data: JSON.parse(data) });
  }

  told(event, of = () => true) {
    return eventually(`the event ${event}`, () => this.events.find((one) => one.event === event && of(one.data)));
  }
}

const post = (gateway, path, body) => gateway.askAdmin(path, { method: 'POST', body: JSON.stringify(body) });

once('a listener is told everything first, then each change with its number in the log, and what it missed when it comes back', async () => {
  await withGateway({ mocks }, async (gateway) => {
    const listener = await Listener.to(gateway);
    const snapshot = await listener.told('snapshot');
    assert.deepEqual(Object.keys(snapshot.data).sort(), ['rollouts', 'status']);
    assert.deepEqual(snapshot.data.status.kill, []);
    assert.equal((await post(gateway, '/kill', { route: 'chat', author: 'ana' })).status, 200);
    const kill = await listener.told('override', (record) => record.action === 'kill' && record.event === 'set');
    const alert = await listener.told('alert', (record) => record.name === 'kill_switch_set' && record.state === 'firing');
    assert.ok(kill.id > snapshot.id);
    assert.equal(kill.id, kill.data.seq);
    const back = await Listener.to(gateway, { lastSeen: String(kill.id) });
    await back.told('alert', (record) => record.seq === alert.id);
    assert.ok(back.events.every(({ id, event }) => id > kill.id && event !== 'snapshot'), JSON.stringify(back.events));
    assert.equal((await post(gateway, '/kill/clear', { route: 'chat', author: 'ana' })).status, 200);
    await listener.told('override', (record) => record.event === 'cleared');
    assert.equal((await gateway.askAdmin('/reload', { method: 'POST' })).status, 200);
    await listener.told('config');
    const numbers = listener.events.map(({ id }) => id);
    assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b));
    const far = await Listener.to(gateway, { lastSeen: '999999999' });
    await far.told('snapshot');
    await gateway.stop();
    assert.deepEqual(await Promise.all([listener.ended, back.ended, far.ended]), ['end', 'end', 'end']);
    await gateway.launch();
    const after = await Listener.to(gateway, { lastSeen: String(kill.id) });
    await after.told('override', (record) => record.event === 'cleared');
    assert.ok(after.events.every(({ event }) => event !== 'snapshot'), 'the log remembers over a restart');
  });
});

once('a listener ends when its token is revoked, and there are only so many', async () => {
  await withGateway({ mocks }, async (gateway) => {
    const made = await run(['token', 'create', 'screen', '--role', 'view', '--config', gateway.file], { env: gateway.env });
    const token = made.stdout.trim();
    const headers = { authorization: `Bearer ${token}` };
    await eventually('the token', async () => (await fetch(`${gateway.admin}/status`, { headers })).status === 200);
    const listener = await Listener.to(gateway, { token });
    await listener.told('snapshot');
    const others = [];
    for (let i = 0; i < 31; ++i) others.push(await Listener.to(gateway));
    const beyond = await gateway.askAdmin('/events');
    assert.equal(beyond.status, 429);
    assert.equal((await beyond.json()).error.code, 'events_busy');
    assert.equal((await run(['token', 'revoke', 'screen', '--config', gateway.file], { env: gateway.env })).code, 0);
    assert.equal(await Promise.race([listener.ended, sleep(5000).then(() => 'still there')]), 'end');
    assert.equal(await Promise.race([others[0].ended, sleep(100).then(() => 'still there')]), 'still there');
  });
});

once('listeners that read nothing hold up neither the others nor the admin listener', async () => {
  await withGateway({ mocks }, async (gateway) => {
    const { hostname, port } = new URL(gateway.admin);
    await (await Listener.to(gateway)).told('snapshot');
    const deaf = Array.from({ length: 8 }, () => {
      const socket = connect({ host: hostname, port: Number(port) });
      socket.pause();
      socket.on('error', () => {});
      socket.write(`GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${gateway.token}\r\n\r\n`);
      return socket;
    });
    const listener = await Listener.to(gateway);
    for (let i = 0; i < 40; ++i) {
      const began = performance.now();
      assert.equal((await post(gateway, '/kill', { route: 'chat', author: 'ana' })).status, 200);
      assert.equal((await post(gateway, '/kill/clear', { route: 'chat', author: 'ana' })).status, 200);
      assert.ok(performance.now() - began < 2000);
    }
    await eventually('80 changes', () => listener.events.filter(({ event }) => event === 'override').length >= 80);
    for (const socket of deaf) socket.destroy();
  });
});
