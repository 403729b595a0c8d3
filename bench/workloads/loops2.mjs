import { runLoad } from '../load.mjs';
import { atLeast, closedLoop, cpuPerRequest } from './shapes.mjs';

/** Two loads, each on a CPU of its own, since one cannot keep two loops busy; the upstream has what both leave of theirs. */
async function run(plan, server) {
  const loads = await Promise.all(plan.cpus.twoLoads.map((load) => runLoad({ ...plan, cpus: { ...plan.cpus, load } }, server)));
  const sum = (key) => loads.reduce((total, one) => total + one[key], 0);
  // Both are told of the whole process, at nearly the same times.
  return { answers: sum('answers'), events: sum('events'), took_ns: loads[0].took_ns, cpu_ns: sum('cpu_ns') / loads.length };
}

export default closedLoop({
  name: 'loops2',
  about: 'as b1k from two loads, on two event loops with a CPU each and on one',
  cpusMin: 4,
  twoLoads: true,
  run,
  contenders: {
    jurymast: { proxy: 'jurymast', loops: 2, title: 'Jurymast, two loops' },
    one_loop: { proxy: 'jurymast', loops: 1, title: 'Jurymast, one loop' },
  },
  figures: [
    { name: 'answers a second', of: (run) => run.answers / run.took_ns * 1e9, musts: { one_loop: atLeast(1.8) } },
    cpuPerRequest(),
  ],
});
