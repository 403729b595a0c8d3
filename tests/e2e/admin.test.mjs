// Who may use the admin API: every route that the router lists, asked by everybody who may not.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { run } from './child.mjs';
import { eventually, once, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();
const clientKey = 'a-key-of-a-client-0123456789abcdef';
const configuredToken = 'the-token-of-the-configuration-0123456789';

const settings = (server = {}) => ({
  mocks,
  server,
  clients: { web: { key: { env: 'E2E_CLIENT_KEY' } } },
  env: { E2E_CLIENT_KEY: clientKey, E2E_ADMIN_TOKEN: configuredToken },
});

/** One request with exactly these header fields; fetch would set and forbid some of them. */
function ask(gateway, method, path, headers = {}, body = '') {
  const { hostname, port } = new URL(gateway.admin);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers: { 'content-length': Buffer.byteLength(body), ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => { text += part; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const bearer = (token) => ({ authorization: `Bearer ${token}` });

async function command(gateway, ...args) {
  const { code, stdout, stderr } = await run(['token', ...args, '--config', gateway.file], { env: gateway.env });
  return { code, stdout, stderr };
}

/** A token of that role, which the running gateway takes already. */
async function tokenFor(gateway, name, role, ...more) {
  const { code, stdout, stderr } = await command(gateway, 'create', name, '--role', role, ...more);
  assert.equal(code, 0, stderr);
  const token = stdout.trim();
  const open = role === 'report' ? '/none' : '/status';
  await eventually(`the token ${name}`, async () => {
    const { status } = await ask(gateway, 'GET', open, bearer(token));
    return role === 'report' ? status === 403 : status === 200;
  }, { within: 1000 });
  return token;
}

async function routesOf(gateway) {
  const { status, text } = await ask(gateway, 'GET', '/', bearer(gateway.token));
  assert.equal(status, 200, text);
  return JSON.parse(text).routes;
}

/** What must not have changed when everybody was refused. */
async function stateOf(gateway) {
  const status = JSON.parse((await ask(gateway, 'GET', '/status', bearer(gateway.token))).text);
  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  const kinds = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line).kind)
    .filter((kind) => !['sample', 'checkpoint', 'target_state'].includes(kind));
  return { config: status.config_version, kill: status.kill, probes: status.probes_in_flight, kinds };
}

const lower = { report: ['view'], view: ['report'], operate: ['report', 'view'], approve: ['report', 'view', 'operate'] };

once('every route of the router refuses everybody who may not ask it, and nothing is changed', async () => {
  await withGateway(settings(), async (gateway) => {
    const tokens = {};
    for (const role of ['report', 'view', 'operate', 'approve']) tokens[role] = await tokenFor(gateway, `the-${role}`, role);
    const expired = await tokenFor(gateway, 'short', 'approve', '--expires', '1s');
    await sleep(1100);
    const routes = await routesOf(gateway);
    assert.ok(routes.length >= 9, JSON.stringify(routes));
    assert.ok(routes.some((route) => route.method === 'POST' && route.path === '/reload' && route.role === 'operate'));
    const before = await stateOf(gateway);
    let refused = 0;
    const refuses = async (what, route, headers, allowed = [401, 403, 429], body = '{}') => {
      const path = route.path.replace(/\*$/, 'anything');
      const { status, text } = await ask(gateway, route.method, path, headers, route.method === 'GET' ? '' : body);
      assert.ok(allowed.includes(status), `${what}: ${route.method} ${route.path} answered ${status} ${text}`);
      refused += 1;
    };
    const absent = [{ method: 'GET', path: '/none', role: 'view' }, { method: 'POST', path: '/none', role: 'view' },
                    { method: 'DELETE', path: '/reload', role: 'view' }, { method: 'OPTIONS', path: '/reload', role: 'view' }];
    for (const route of [...routes, ...absent]) {
      const good = bearer(tokens.approve);
      await refuses('foreign Origin', route, { ...good, origin: 'http://evil.example' });
      await refuses('Origin null', route, { ...good, origin: 'null' });
      await refuses('its own Origin', route, { ...good, origin: gateway.admin });
      await refuses('another site', route, { ...good, 'sec-fetch-site': 'cross-site' });
      await refuses('a form of another site', route,
        { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://evil.example', 'sec-fetch-site': 'cross-site', cookie: `token=${tokens.approve}` },
        [403], 'operation=1');
      if (route.role === 'anyone') continue;
      await refuses('no token', route, {}, [401]);
      await refuses('a cookie', route, { cookie: `token=${tokens.approve}; authorization=${tokens.approve}` }, [401]);
      await refuses('a token in the query', { ...route, path: `${route.path}?token=${tokens.approve}` }, {}, [401]);
      await refuses('a wrong token', route, bearer('wrong'), [401, 429]);
      await refuses('a client\'s key', route, bearer(clientKey), [401, 429]);
      await refuses('an expired token', route, bearer(expired), [401]);
      await refuses('another scheme', route, { authorization: `Basic ${tokens.approve}` }, [401, 429]);
      await refuses('foreign Host', route, { ...good, host: 'evil.example' }, [403]);
      await refuses('rebound Host', route, { ...good, host: `127.0.0.1.evil.example:${new URL(gateway.admin).port}` }, [403]);
      for (const role of lower[route.role]) await refuses(`the role ${role}`, route, bearer(tokens[role]), [403]);
    }
    assert.ok(refused > 100, `${refused} requests`);
    assert.deepEqual(await stateOf(gateway), before);
    assert.equal((await ask(gateway, 'GET', '/none', bearer(tokens.view))).status, 404);
    assert.equal((await ask(gateway, 'GET', '/healthz', { host: 'balancer.example' })).status, 200);
  });
});

once('wrong tokens cost their address a minute, but drawn tokens are still let in', async () => {
  await withGateway(settings({ admin_token: { env: 'E2E_ADMIN_TOKEN' } }), async (gateway) => {
    assert.equal((await ask(gateway, 'GET', '/status', bearer(configuredToken))).status, 200);
    const seen = [];
    for (let i = 0; i < 25; ++i) seen.push((await ask(gateway, 'GET', '/status', bearer(`guess-${i}`))).status);
    assert.deepEqual(seen, [...Array(20).fill(401), ...Array(5).fill(429)]);
    const paused = await ask(gateway, 'GET', '/status', bearer(configuredToken));
    assert.equal(paused.status, 429);
    assert.ok(Number(paused.headers['retry-after']) > 50, paused.headers['retry-after']);
    assert.equal((await ask(gateway, 'GET', '/status', bearer(gateway.token))).status, 200);
    assert.equal((await ask(gateway, 'GET', '/healthz')).status, 200);
  });
});

once('metrics and status are open on this machine until somebody makes a token, and nothing else is', async () => {
  await withGateway(settings(), async (gateway) => {
    for (const path of ['/metrics', '/status']) assert.equal((await ask(gateway, 'GET', path)).status, 200, path);
    for (const path of ['/', '/operations/01KVKQM0000000000000000000']) assert.equal((await ask(gateway, 'GET', path)).status, 401, path);
    assert.equal((await ask(gateway, 'POST', '/reload')).status, 401);
    await tokenFor(gateway, 'first', 'view');
    for (const path of ['/metrics', '/status']) assert.equal((await ask(gateway, 'GET', path)).status, 401, path);
    const { code } = await command(gateway, 'revoke', 'first');
    assert.equal(code, 0);
    await eventually('the listing to open again', async () => (await ask(gateway, 'GET', '/status')).status === 200, { within: 1000 });
  });
});

once('a token is taken and refused by a running gateway within a second, and its file tells nobody else anything', async () => {
  await withGateway(settings(), async (gateway) => {
    const token = await tokenFor(gateway, 'night', 'operate');
    for (const name of ['tokens', 'admin.token']) assert.equal(statSync(join(gateway.state, name)).mode & 0o777, 0o600, name);
    const listed = JSON.parse((await command(gateway, 'list', '--json')).stdout);
    assert.deepEqual(listed.tokens.map(({ name, role }) => ({ name, role })), [{ name: 'night', role: 'operate' }]);
    assert.ok(!JSON.stringify(listed).includes(token));
    assert.equal((await command(gateway, 'create', 'night', '--role', 'view')).code, 2);
    assert.equal((await command(gateway, 'revoke', 'night')).code, 0);
    await eventually('the token to end', async () => (await ask(gateway, 'GET', '/', bearer(token))).status === 401, { within: 1000 });
  });
});

once('every change leaves whose token asked for it', async () => {
  await withGateway(settings(), async (gateway) => {
    const token = await tokenFor(gateway, 'deploy', 'operate');
    assert.equal((await ask(gateway, 'POST', '/reload', bearer(token))).status, 200);
    const probe = await ask(gateway, 'POST', '/probes', bearer(token), JSON.stringify({ run: 'r', check: 'happy_path', route: 'chat' }));
    assert.equal(probe.status, 200, probe.text);
    const refusedProbe = await ask(gateway, 'POST', '/probes', bearer(token), '{}');
    assert.equal(refusedProbe.status, 422);
    const records = await eventually('the records', async () => {
      const { stdout } = await run(['log', 'export', '--state', gateway.state]);
      const all = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
      return all.filter((record) => record.kind === 'audit').length >= 2 && all;
    });
    const audits = records.filter((record) => record.kind === 'audit');
    assert.deepEqual(audits.map(({ person, role, method, path }) => [person, role, method, path]),
                     [['deploy', 'operate', 'POST', '/reload'], ['deploy', 'operate', 'POST', '/probes']]);
    const config = records.filter((record) => record.kind === 'config');
    assert.equal(config.at(-1).person, 'deploy');
  });
});

once('a name of the configuration is let in as Host, from the next reload on', async () => {
  await withGateway(settings(), async (gateway) => {
    const named = () => ask(gateway, 'GET', '/status', { ...bearer(gateway.token), host: 'gateway.example:8081' });
    assert.equal((await named()).status, 403);
    gateway.configure(settings({ admin_hosts: ['gateway.example'] }));
    assert.equal((await gateway.askAdmin('/reload', { method: 'POST' })).status, 200);
    assert.equal((await named()).status, 200);
  });
});

once('the documentation tells of every route there is, and of no other', async () => {
  const page = readFileSync(new URL('../../docs/admin.md', import.meta.url), 'utf8');
  const told = [...page.matchAll(/^\| `(GET|POST) ([^`]+)` \|/gm)].map(([, method, path]) => `${method} ${path.replace(/\/[A-Z]+$/, '/*')}`);
  await withGateway(settings(), async (gateway) => {
    const there = (await routesOf(gateway)).map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(told.sort(), there.sort());
  });
});
