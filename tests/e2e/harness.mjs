// Two mock upstreams, a gateway between them and the SDKs, and ways to ask each of them what it saw.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import OpenAI6 from 'openai6';
import OpenAI7 from 'openai7';

import { Child, eventually, run, scale } from './child.mjs';

export { eventually, scale };

export const sdks = [{ name: 'openai 6', OpenAI: OpenAI6 }, { name: 'openai 7', OpenAI: OpenAI7 }];

/** One test a version of the SDK; `body` gets the version. */
export function each(title, body) {
  for (const sdk of sdks) test(`${title} (${sdk.name})`, { timeout: 240000 * scale }, () => body(sdk));
}

/** A test that needs no SDK. */
export function once(title, body) {
  test(title, { timeout: 240000 * scale }, body);
}

const folders = [];
after(() => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });

export function freshFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'jurymast-e2e-'));
  folders.push(folder);
  return folder;
}

/** A fault-injecting upstream whose answers name it: tokens are TAG-ATTEMPT-NUMBER. */
export class Mock {
  static async start(tag, args = []) {
    const mock = new Mock();
    mock.tag = tag;
    mock.child = new Child(['mock', '--listen', '127.0.0.1:0', '--tag', tag, '--allow-inspect', ...args]);
    mock.url = (await mock.child.announces(/mock listening on (http:\/\/\S+)/))[1];
    return mock;
  }

  async call(method, path, body) {
    const response = await fetch(`${this.url}/_mock/${path}`, { method, body: body && JSON.stringify(body) });
    const text = await response.text();
    assert.ok(response.ok, `${method} /_mock/${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  /** `fault` is what every request gets, or a list of rules. */
  async misbehave(fault) { await this.call('POST', 'faults', { rules: Array.isArray(fault) ? fault : [{ fault }] }); }
  async heal() { await this.call('DELETE', 'faults'); }
  /** The requests that create or ask for an answer, oldest first. */
  async attempts() {
    const answer = await this.call('GET', 'attempts');
    return (Array.isArray(answer) ? answer : answer.attempts).filter((attempt) => attempt.path.startsWith('/v1/'));
  }
  async forget() { await this.call('DELETE', 'attempts'); }
  /** Head and body of the newest request, as they came. */
  async lastRequest() {
    const part = async (name) => {
      const response = await fetch(`${this.url}/_mock/last-request/${name}`);
      assert.equal(response.status, 200);
      return Buffer.from(await response.arrayBuffer()).toString();
    };
    return { head: await part('head'), body: await part('body') };
  }
  stop() { return this.child.stop(); }
}

/** Whether a mock takes connections. */
export function accepts(mock) {
  const { hostname, port } = new URL(mock.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.on('connect', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}

/** Waits until a mock that was down takes connections again. */
export const comesBack = (mock) => eventually('the port to open', () => accepts(mock));

/** Both mocks of a file of tests, ended with it. */
export async function startMocks() {
  const mocks = { a: await Mock.start('A'), b: await Mock.start('B') };
  after(async () => { await mocks.a.stop(); await mocks.b.stop(); });
  mocks.reset = async () => {
    for (const mock of [mocks.a, mocks.b]) { await mock.heal(); await mock.forget(); }
  };
  /** Everything about both as at their start, their pace and slots too. */
  mocks.startAgain = async () => {
    for (const mock of [mocks.a, mocks.b]) {
      if (mock.child.ended) assert.fail(`mock ${mock.tag} ended: ${JSON.stringify(await mock.child.exited)}\n${mock.child.stderr}`);
      await comesBack(mock);
      await mock.call('POST', 'reset', {});
    }
  };
  return mocks;
}

const seconds = (value) => `${Math.round(value * scale)}ms`;

/** Clocks short enough for tests and long enough for a machine that is busy. */
export const clocks = { connect: 1000, tls: 1000, first_token: 600, stall: 600, total: 1500 };

function toml(value) {
  if (Array.isArray(value)) return `[${value.map(toml).join(', ')}]`;
  if (typeof value === 'object') return `{ ${Object.entries(value).map(([k, v]) => `${k} = ${toml(v)}`).join(', ')} }`;
  return JSON.stringify(value);
}

function section(name, members) {
  const lines = Object.entries(members).filter(([, value]) => value !== undefined).map(([key, value]) => `${key} = ${toml(value)}`);
  return `[${name}]\n${lines.join('\n')}\n`;
}

/** What a target of the tests is: everything that would carry over from one request to the next is off. */
export function target(url, model, changes = {}) {
  return {
    base_url: `${url}/v1`, model, families: ['chat_completions', 'responses'],
    timeouts: Object.fromEntries(Object.entries(clocks).map(([name, value]) => [name, seconds(value)])),
    breaker: { enabled: false }, budget: { capacity: 1000 }, ...changes,
  };
}

/** A configuration with a chat and a Responses route called `assistant`: `main` first, then `spare`; and the `routes` that are named. */
export function configText({ mocks, server = {}, clients = {}, targets = {}, prompts = {}, route = {}, routes = {}, webhooks = {} }) {
  const all = { main: target(mocks.a.url, 'model-a'), spare: target(mocks.b.url, 'model-b'), ...targets };
  const shared = { match: ['assistant'], primary: 'main', fallback: ['spare'], deadline: seconds(15000),
                   retry: { backoff_base: '10ms', backoff_cap: '20ms' }, ...route };
  const parts = [section('server', { listen: '127.0.0.1:0', admin: '127.0.0.1:0', environment: 'staging', trace: true, ...server })];
  for (const [name, members] of Object.entries(clients)) parts.push(section(`clients.${name}`, members));
  for (const [name, members] of Object.entries(all)) parts.push(section(`targets.${name}`, members));
  for (const [name, text] of Object.entries(prompts)) parts.push(section(`prompts.${name}`, { text }));
  parts.push(section('routes.chat', { family: 'chat_completions', ...shared }));
  parts.push(section('routes.answers', { family: 'responses', ...shared }));
  for (const [name, members] of Object.entries(routes)) parts.push(section(`routes.${name}`, members));
  for (const [name, members] of Object.entries(webhooks)) parts.push(section(`webhooks.${name}`, members));
  return parts.join('\n');
}

export class Gateway {
  /** Starts one with that configuration on a state directory of its own; `settings` is what configText takes. */
  static async start(settings) {
    const gateway = new Gateway();
    gateway.folder = settings.folder ?? freshFolder();
    gateway.state = join(gateway.folder, 'state');
    gateway.file = join(gateway.folder, 'jurymast.toml');
    gateway.env = settings.env ?? {};
    gateway.under = settings.under;
    gateway.configurations = new Map();
    gateway.configure(settings);
    await gateway.launch();
    return gateway;
  }

  configure(settings) {
    const server = { state: this.state, ...settings.server };
    this.write(settings.text ?? configText({ ...settings, server }));
  }

  /** Puts a configuration into its place; each is kept beside it, for replaying what was decided under it. */
  write(text) {
    writeFileSync(this.file, text);
    if (this.configurations.has(text)) return;
    const kept = `${this.file}.${this.configurations.size}`;
    this.configurations.set(text, kept);
    writeFileSync(kept, text);
  }

  async launch() {
    this.child = new Child(['serve', '--config', this.file], { env: this.env, under: this.under });
    const match = await this.child.announces(/jurymast listening on (https?:\/\/\S+) admin (\S+)/);
    [, this.url, this.admin] = match;
  }

  client({ OpenAI }, options = {}) {
    return new OpenAI({ apiKey: 'client-key', baseURL: `${this.url}/v1`, maxRetries: 0, timeout: 60000 * scale, ...options });
  }

  stop(signal) { return this.child.stop(signal); }

  /** All operation records, after the gateway has ended or while it runs. */
  async records() {
    const { code, stdout, stderr } = await run(['log', 'export', '--state', this.state]);
    assert.equal(code, 0, stderr);
    return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((record) => record.kind === 'operation');
  }

  /** Every decision of a gateway that wrote traces, decided once more by the code that serves: each must be the same. */
  async replayed(records) {
    const configs = [...this.configurations.values()].flatMap((file) => ['--config', file]);
    const { stdout, stderr } = await run(['replay', '--json', '--state', this.state, ...configs], { env: this.env });
    const report = JSON.parse(stdout || '{}');
    assert.equal(report.different, 0, `${stdout}${stderr}`);
    assert.deepEqual(report.unknown_configurations, {}, stdout);
    const decided = records.filter((record) => record.attempts?.length > 0).length;
    assert.ok(report.replayed + report.cut >= decided, `${decided} operations were attempted: ${stdout}`);
  }

  /** The log as it stands is whole: chained, signed, and with one record for each operation. */
  async verified() {
    const { code, stdout, stderr } = await run(['log', 'verify', '--state', this.state]);
    assert.equal(code, 0, `${stdout.slice(0, 2000)}${stderr}`);
    assert.doesNotMatch(stdout, /not_chained|signatures_unchecked/);
  }

  /** The one record of that request, while the gateway runs. */
  async record(id) {
    return eventually(`the record of ${id}`, async () => {
      const { code, stdout } = await run(['log', 'show', id, '--json', '--state', this.state]);
      if (code !== 0) return null;
      const lines = stdout.split('\n').filter(Boolean);
      assert.equal(lines.length, 1, `more than one record of ${id}`);
      return JSON.parse(lines[0]);
    }, { every: 100 });
  }

  /** The token that it made for the commands of this machine. */
  get token() { return readFileSync(join(this.state, 'admin.token'), 'utf8').trim(); }

  /** One request to the admin API, with that token. */
  askAdmin(path, options = {}) {
    return fetch(`${this.admin}${path}`, { ...options, headers: { authorization: `Bearer ${this.token}`, ...options.headers } });
  }

  async metrics() {
    const response = await this.askAdmin('/metrics');
    assert.equal(response.status, 200);
    return response.text();
  }
}

/** Runs `body` with a gateway that ends with it, however it ends; gives the records the gateway left. */
export async function withGateway(settings, body) {
  const gateway = await Gateway.start(settings);
  try {
    await body(gateway);
  } catch (error) {
    error.message += `\nthe gateway said: ${gateway.child.stderr.slice(-2000)}`;
    throw error;
  } finally {
    const end = await gateway.stop();
    assert.deepEqual(end, { code: 0, signal: null }, gateway.child.stderr.slice(-4000));
  }
  await gateway.verified();
  const records = await gateway.records();
  if (settings.text === undefined && settings.server?.trace !== false) await gateway.replayed(records);
  return records;
}
