// Many connections at once: idle ones, ones that never finish what they began, and ones that do not read what they asked for.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

import { scale } from './child.mjs';

const openedAtOnce = 64;
/** Callers come from many addresses of loopback, so that ports do not run out and each stays below the limit for one address. */
const addresses = 200;
const connectMsMax = 10000 * scale;

/** The resident memory of a process, in KiB. */
export function residentKiB(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

/** How many files a process may have open. */
export const descriptorsMax = (pid) => Number(/^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))[1]);

/** Lets a process open no more than so many files from now on; those that are open stay open. */
export function limitDescriptors(pid, count) {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${count}:`]);
}

/** One connection that says what it is told and remembers what came and when it ended. */
class Caller {
  constructor(url, index, { reads = true } = {}) {
    const { hostname, port } = new URL(url);
    this.received = '';
    this.socket = connect({ port: Number(port), host: hostname, localAddress: `127.0.0.${1 + (index % addresses)}`, noDelay: true });
    this.socket.setTimeout(connectMsMax);
    this.connected = new Promise((resolve, reject) => {
      this.socket.once('connect', resolve).once('error', reject).once('timeout', () => reject(new Error('no connection')));
    });
    this.closed = new Promise((resolve) => { this.socket.once('close', () => { this.endedAt = performance.now(); resolve(); }); });
    this.socket.on('error', () => {});
    if (reads) this.socket.on('data', (bytes) => { this.received += bytes.toString('latin1'); });
    else this.socket.pause();
  }

  say(text) { this.socket.write(text, 'latin1'); }
}

/** Opens `count` callers and lets each say `text` (a function gets the number of the caller). */
export async function crowd(url, count, text = '', { reads = true } = {}) {
  const callers = [];
  while (callers.length < count) {
    const some = Array.from({ length: Math.min(openedAtOnce, count - callers.length) }, (_, index) => new Caller(url, callers.length + index, { reads }));
    callers.push(...some);
    await Promise.all(some.map((caller) => caller.connected));
    for (const caller of some) {
      caller.socket.setTimeout(0);
      caller.beganAt = performance.now();
      if (text) caller.say(text);
    }
  }
  return callers;
}

export function leave(callers) {
  for (const { socket } of callers) socket.destroy();
}
