// Chromium without a window, told what to do over its DevTools protocol; nothing but Node and Debian's package is needed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { scale } from './child.mjs';

const names = [process.env.JURYMAST_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(Boolean);

/** The browser that is there; undefined: none is. */
export const chromium = names.find((name) => spawnSync(name, ['--version']).status === 0);

/** Words of a test that needs it and has none. */
export const withoutChromium = 'needs Chromium, and there is none: tools/bootstrap test installs it, JURYMAST_CHROMIUM names another';

const commandWithin = 30000 * scale;

/** Commands and events of one connection, each command with its answer. */
class Connection {
  constructor(socket) {
    this.socket = socket;
    this.next = 1;
    this.waiting = new Map();
    this.listeners = [];
    socket.addEventListener('message', ({ data }) => this.take(JSON.parse(data)));
  }

  take(message) {
    if (message.id === undefined) {
      for (const listener of this.listeners) listener(message);
      return;
    }
    const { resolve, reject } = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.error) reject(new Error(message.error.message));
    else resolve(message.result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Chromium did not answer ${method}`)), commandWithin);
      this.waiting.set(id, { resolve: (result) => { clearTimeout(late); resolve(result); }, reject });
      this.socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }
}

/** One page; every request that it makes is noted, and none but those for files goes anywhere. */
class Page {
  constructor(connection, session) {
    this.connection = connection;
    this.session = session;
    this.requests = [];
    this.loads = [];
    connection.listeners.push((message) => { if (message.sessionId === session) this.hear(message); });
  }

  send(method, params) { return this.connection.send(method, params, this.session); }

  hear({ method, params }) {
    if (method === 'Page.loadEventFired') for (const loaded of this.loads.splice(0)) loaded();
    if (method !== 'Fetch.requestPaused') return;
    this.requests.push(params.request.url);
    const answer = params.request.url.startsWith('file:')
      ? this.send('Fetch.continueRequest', { requestId: params.requestId })
      : this.send('Fetch.failRequest', { requestId: params.requestId, errorReason: 'BlockedByClient' });
    answer.catch(() => {});
  }

  async open(url) {
    const loaded = new Promise((resolve) => { this.loads.push(resolve); });
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /** What an expression is there; it may be one that the page's own policy would forbid. */
  async value(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
}

function listeningAddress(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => {
      said += text;
      const found = /DevTools listening on (ws:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    child.on('exit', () => reject(new Error(`Chromium ended: ${said.slice(-500)}`)));
    setTimeout(() => reject(new Error(`Chromium does not listen: ${said.slice(-500)}`)), commandWithin).unref();
  });
}

/** Gives `body` a page of a browser that is gone afterwards. Scripts of the page itself do not run. */
export async function withPage(body) {
  const profile = mkdtempSync(join(tmpdir(), 'jurymast-chromium-'));
  const child = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
    '--disable-background-networking', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => { child.on('exit', resolve); });
  try {
    const socket = new WebSocket(await listeningAddress(child));
    await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
    const connection = new Connection(socket);
    const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(connection, sessionId);
    await page.send('Page.enable');
    await page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    await page.send('Emulation.setScriptExecutionDisabled', { value: true });
    await body(page);
    socket.close();
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
