// A process of the binary under test: started, listened to, waited for with a bound, and never left behind.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Of a long-running process the newest output is kept; a command that says more than this is an error, never cut. */
const outputBytesMax = 1 << 20;
const commandBytesMax = 1 << 29;
const running = new Set();
process.on('exit', () => { for (const child of running) child.kill('SIGKILL'); });

export const binary = process.env.JURYMAST_BIN ?? new URL('../../build/dev/bin/jurymast', import.meta.url).pathname;

/** All waits of the tests are multiples of this; slow builds (sanitizers) raise it. */
export const scale = Number(process.env.JURYMAST_TIME_SCALE ?? 1);

/** Asks until `probe` gives something truthy; fails with what was waited for. */
export async function eventually(what, probe, { within = 5000 * scale, every = 20 } = {}) {
  const end = performance.now() + within;
  let last;
  while (performance.now() < end) {
    last = await probe();
    if (last) return last;
    await sleep(every);
  }
  throw new Error(`waited ${within} ms for ${what}`);
}

export class Child {
  /** `under` is a command that the binary is to be run by, in its place. */
  constructor(args, { env = {}, keep = outputBytesMax, under = [], stdin = 'ignore' } = {}) {
    this.args = args;
    this.stdout = '';
    this.stderr = '';
    const [command, ...rest] = [...under, binary, ...args];
    this.process = spawn(command, rest, { env: { ...process.env, ...env }, stdio: [stdin, 'pipe', 'pipe'] });
    running.add(this.process);
    for (const name of ['stdout', 'stderr']) {
      this.process[name].setEncoding('utf8');
      this.process[name].on('data', (text) => { this[name] = (this[name] + text).slice(-keep); });
    }
    this.exited = new Promise((resolve) => {
      this.process.on('error', (error) => { this.stderr += error.message; resolve({ code: null, signal: null }); });
      this.process.on('close', (code, signal) => { running.delete(this.process); this.ended = true; resolve({ code, signal }); });
    });
  }

  /** The match of `pattern` on stdout; fails where the process ends first. */
  async announces(pattern, within = 20000 * scale) {
    const found = await eventually(`${pattern} from: jurymast ${this.args.join(' ')}\n${this.stderr}`, () => {
      const match = this.stdout.match(pattern);
      return match ?? (this.ended ? 'ended' : null);
    }, { within, every: 5 });
    if (found === 'ended') throw new Error(`jurymast ${this.args.join(' ')} ended:\n${this.stdout}${this.stderr}`);
    return found;
  }

  signal(name) { this.process.kill(name); }

  /** Ends it and waits for the end; `code` and `signal` say how it went. */
  async stop(name = 'SIGTERM', within = 20000 * scale) {
    if (!this.ended) this.signal(name);
    let timer;
    const late = new Promise((resolve) => { timer = setTimeout(() => resolve(null), within); });
    const end = await Promise.race([this.exited, late]);
    clearTimeout(timer);
    if (end) return end;
    this.process.kill('SIGKILL');
    await this.exited;
    throw new Error(`jurymast ${this.args.join(' ')} did not end within ${within} ms of ${name}\n${this.stderr.slice(-4000)}`);
  }
}

/** Runs a command of the binary to its end. */
export async function run(args, { env = {}, within = 20000 * scale } = {}) {
  const child = new Child(args, { env, keep: commandBytesMax });
  const timer = setTimeout(() => child.process.kill('SIGKILL'), within);
  const end = await child.exited;
  clearTimeout(timer);
  if (child.stdout.length >= commandBytesMax) throw new Error(`jurymast ${args.join(' ')} said more than ${commandBytesMax} characters`);
  return { ...end, stdout: child.stdout, stderr: child.stderr };
}
