// Processes of a run: pinned to a CPU, waited for with a bound, and never left behind.
import { spawn } from 'node:child_process';
import { createConnection, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const readyWithinMs = 10000;
const endWithinMs = 10000;
const outputBytesMax = 1 << 20;
const running = new Set();
// SIGTERM, since a master that is killed outright leaves its worker behind.
process.on('exit', () => { for (const child of running) child.process.kill('SIGTERM'); });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export class Child {
  /** `cpu` is the one CPU it may run on; null leaves it free. */
  constructor(command, args, { cpu = null, env = {} } = {}) {
    const line = [command, ...args.map(String)];
    this.name = command.split('/').pop();
    this.stdout = '';
    this.stderr = '';
    const [first, ...rest] = cpu === null ? line : ['taskset', '-c', String(cpu), ...line];
    this.process = spawn(first, rest, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this);
    for (const name of ['stdout', 'stderr']) {
      this.process[name].setEncoding('utf8');
      this.process[name].on('data', (text) => { this[name] = (this[name] + text).slice(-outputBytesMax); });
    }
    this.exited = new Promise((resolve) => {
      const end = (code) => { running.delete(this); this.ended = true; resolve(code); };
      this.process.on('error', (error) => { this.stderr += error.message; end(null); });
      this.process.on('close', end);
    });
  }

  get pid() { return this.process.pid; }

  /** What `probe` gives, as soon as that is something. */
  async ready(probe) {
    for (const end = performance.now() + readyWithinMs; performance.now() < end; await sleep(5)) {
      const found = await probe();
      if (found) return found;
      if (this.ended) break;
    }
    throw new Error(`${this.name} did not become ready:\n${this.stdout}${this.stderr}`);
  }

  announces(pattern) { return this.ready(() => this.stdout.match(pattern)); }
  listensOn(port) { return this.ready(() => isOpen(port)); }

  /** Ends it, softly within a bound and then not. */
  async stop(signal = 'SIGTERM') {
    if (!this.ended) this.process.kill(signal);
    const timer = setTimeout(() => this.process.kill('SIGKILL'), endWithinMs);
    await this.exited;
    clearTimeout(timer);
  }
}

/** What a command prints; fails where it fails. */
export async function output(command, args, options) {
  const child = new Child(command, args, options);
  const code = await child.exited;
  if (code !== 0) throw new Error(`${child.name} failed: ${child.stderr.trim() || `exit code ${code}`}`);
  return child.stdout;
}

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.on('connect', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}

/** A port nobody listens on at the moment, for programs that cannot say which one they took. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
  });
}
