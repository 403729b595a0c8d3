// The machine as far as figures depend on it: its CPUs, how far they are from each other, and who else uses them.
import { readFileSync, readdirSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';

import { output } from './process.mjs';

const tickNs = 1e7;  // of /proc/stat, on every Linux there is today

/** Numbers such as 0,2-3 as a list. */
function readList(text) {
  return text.split(',').flatMap((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** Which CPU the proxy gets and which everything else; nulls where there are not two. Four make room for two loops and two loads. */
export function chooseCpus() {
  const allowed = readList(readFileSync('/proc/self/status', 'utf8').match(/Cpus_allowed_list:\s*(\S+)/)[1]);
  const [load, proxy, secondProxy, secondLoad] = allowed;
  const more = allowed.length < 4 ? {} : { twoLoops: `${proxy},${secondProxy}`, twoLoads: [load, secondLoad] };
  return allowed.length < 2 ? { count: allowed.length, load: null, proxy: null } : { count: allowed.length, load, proxy, ...more };
}

/** Files that a process started here may have open. */
export function filesMax() {
  const [, limit] = readFileSync('/proc/self/limits', 'utf8').match(/^Max open files\s+(\S+)/m);
  return limit === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(limit);
}

/** Nanoseconds of a cache line's way from one CPU to the other and back. */
export async function probeNs(bin, { load, proxy }) {
  return Number(await output(join(bin, 'bench_probe'), [load, proxy]));
}

/** Nanoseconds that a CPU has been busy since the machine started, to 10 ms. */
export function busyNs(cpu) {
  const fields = readFileSync('/proc/stat', 'utf8').match(new RegExp(`^cpu${cpu} (.*)$`, 'm'))[1].split(' ').map(Number);
  const [user, nice, system, , , irq, softirq] = fields;
  return (user + nice + system + irq + softirq) * tickNs;
}

/** Nanoseconds that the processes have been on a CPU, over all their threads. */
export function usedNs(processes) {
  let sum = 0;
  for (const pid of processes) {
    for (const task of readdirSync(`/proc/${pid}/task`)) sum += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  }
  return sum;
}

/** `isFresh` says that the binary was built from the tree as it stands; of any other binary nobody here knows the commit. */
export async function describeMachine(isFresh) {
  const commit = isFresh ? await output('git', ['describe', '--always', '--dirty', '--abbrev=12']).catch(() => 'not known') : 'not known';
  return { cpu: cpus()[0]?.model.trim() ?? 'unknown', cpus: cpus().length, kernel: release(), commit: commit.trim() };
}
