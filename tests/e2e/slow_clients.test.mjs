// Debian's slowhttptest against the gateway: whatever it does to its own connections, good callers are served as fast as before.
// CONNECTIONS=4000 ATTACK_SECONDS=120 give the long form (`make slow-clients`).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { descriptorsMax, residentKiB } from './crowd.mjs';
import { scale, startMocks, target, withGateway } from './harness.mjs';
import { isWhole, p99, SteadyLoad } from './steady_load.mjs';

const connections = Number(process.env.CONNECTIONS ?? 300);
const seconds = Number(process.env.ATTACK_SECONDS ?? 10);
const goodEveryMs = 20 * scale;
const servedShareMin = 0.999;
const slowerMax = 2;
/** Below this a slower answer says more of the machine, which runs the attacker too, than of the gateway. */
const p99MsAlwaysFine = 50 * scale;
/** The attacker opens all its connections in the first tenth of its time. */
const openedPerSecond = Math.ceil(connections / (seconds / 10));
const spareDescriptors = 500;
/** So many routes make the list of models larger than a small receive window. */
const routesMore = 200;

const tool = 'slowhttptest';
const common = ['-c', String(connections), '-r', String(openedPerSecond), '-l', String(seconds), '-p', '5', '-v', '1'];
const chat = '/v1/chat/completions';
const attacks = {
  'heads that never end (-H)': { path: chat, options: ['-H', '-i', '2', '-x', '24', '-t', 'POST'] },
  'bodies that never end (-B)': { path: chat, options: ['-B', '-i', '2', '-x', '10', '-s', '8192', '-f', 'application/json', '-t', 'POST'] },
  'ranges by the thousand (-R)': { path: '/v1/models', brief: true, options: ['-R', '-a', '1', '-b', '3000', '-t', 'GET'] },
  'answers that are hardly read (-X)': { path: '/v1/models', options: ['-X', '-w', '1', '-y', '2', '-n', '5', '-z', '1', '-k', '10', '-t', 'GET'] },
};

/** Why the attack cannot be run here, or nothing. */
function obstacle() {
  if (spawnSync(tool, ['-h']).error) return `${tool} is missing; make slow-clients installs it`;
  const may = descriptorsMax(process.pid);
  return may < connections + spareDescriptors ? `this process may open ${may} files` : null;
}

/** Runs the tool to its end; gives how many connections it opened, the most that were open at once, and whether none was left before its time. */
async function attackedOnce(url, { path, options }) {
  const child = spawn(tool, [...options, ...common, '-u', url + path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (bytes) => { text += bytes; });
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  const counts = (name) => [...text.replace(/\x1b\[[0-9;]*m/g, '').matchAll(new RegExp(`${name}:\\s+(\\d+)`, 'g'))].map(([, count]) => Number(count));
  const [connected, closed] = [counts('connected'), counts('closed')];
  const last = (list) => list.at(-1) ?? 0;
  return { opened: last(connected) + last(closed), most: Math.max(0, ...connected), spent: text.includes('No open connections left') };
}

/** The tool gives up once every connection was answered or sent away, so it is started again until the time is over. */
async function attacked(url, attack) {
  const end = performance.now() + seconds * 1000;
  const runs = [];
  do runs.push(await attackedOnce(url, attack)); while (performance.now() < end);
  const held = runs.filter(({ spent }) => !spent).length;
  return { runs: runs.length, held, opened: Math.max(...runs.map(({ opened }) => opened)), most: Math.max(...runs.map(({ most }) => most)) };
}

const mocks = await startMocks();
const routes = Object.fromEntries(Array.from({ length: routesMore }, (_, number) =>
  [`more-${number}`, { family: 'chat_completions', match: [`model-with-a-long-name-${number}`], primary: 'main', mode: 'off' }]));
const settings = {
  mocks, routes,
  targets: { main: target(mocks.a.url, 'model-a', { timeouts: { first_token: '10s', total: '30s' } }) },
  server: { loops: 1, connections_max: 20000, connections_per_address_max: 20000, trace: false },
};

for (const [title, attack] of Object.entries(attacks)) {
  test(title, { timeout: (seconds * 5 + 120) * 1000 * scale }, async (t) => {
    const missing = obstacle();
    if (missing) return t.diagnostic(`not run: ${title} (${missing})`);
    await mocks.reset();
    await withGateway(settings, async (gateway) => {
      const load = new SteadyLoad(gateway.url, { everyMs: goodEveryMs });
      await load.for(1000);
      const before = await load.for(Math.min(seconds, 30) * 1000);
      load.start();
      const first = load.calls.length;
      const { runs, held, opened, most } = await attacked(gateway.url, attack);
      const kib = residentKiB(gateway.child.process.pid);
      await load.stop();
      load.close();
      const during = load.calls.slice(first);
      const served = during.filter(isWhole).length;
      t.diagnostic(`${runs} runs, ${opened} connections opened, ${most} at once; good callers: ${served} of ${during.length} served, p99 ${p99(during).toFixed(1)} ms (${p99(before).toFixed(1)} ms before); ${kib} KiB resident`);
      if (attack.brief) assert.equal(held, 0, 'every range is answered at once and holds no connection');
      else assert.ok(opened >= connections * 0.9, `the tool opened ${opened} of ${connections} connections`);
      assert.ok(before.every(isWhole), 'good callers are served before the attack');
      assert.ok(served >= servedShareMin * during.length, `${served} of ${during.length} good callers were served`);
      const allowed = Math.max(p99MsAlwaysFine, slowerMax * p99(before));
      assert.ok(p99(during) < allowed, `the p99 of good callers was ${p99(during).toFixed(1)} ms, and may be ${allowed.toFixed(1)}`);
    });
  });
}
