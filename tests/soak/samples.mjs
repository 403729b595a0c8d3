// What the gateway holds at a moment, as the kernel and the gateway itself tell it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const blockBytes = 512;

function statusOf(pid) {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)[1]);
  return { anonymous_bytes: number('RssAnon') * 1024, threads: number('Threads') };
}

/** What the files of a folder take on the disk; a file that goes meanwhile takes nothing. */
function bytesOf(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true })) {
    const found = statSync(join(folder, entry), { throwIfNoEntry: false });
    if (found?.isFile()) bytes += found.blocks * blockBytes;
  }
  return bytes;
}

export async function sample(gateway) {
  const { pid } = gateway.child.process;
  const status = await (await gateway.askAdmin('/status')).json();
  return {
    at: performance.now(), ...statusOf(pid), descriptors: readdirSync(`/proc/${pid}/fd`).length, journal_bytes: bytesOf(join(gateway.state, 'journal')),
    open_operations: status.in_flight, log_bytes: bytesOf(join(gateway.state, 'log')),
  };
}

/** Samples at that pace until asked to stop. */
export async function keepSampling(gateway, { everyMs, stopping }) {
  const samples = [];
  for (; !stopping(); await sleep(everyMs)) samples.push(await sample(gateway));
  return samples;
}
