// One run: load on one proxy between two probes of the machine, repeated within bounds while the machine disturbs it.
import { runLoad } from './load.mjs';
import { busyNs, probeNs, usedNs } from './machine.mjs';

/** Above it the two CPUs do not share a cache, and everything costs more. */
export const nearNsMax = 150;
/** Share of the proxy's CPU that other processes may take during a run. */
export const othersPercentMax = 10;
/** How often a disturbed run is repeated. */
export const repeatsMax = 2;

function stateOf({ before_ns: before, after_ns: after, others_percent: others }) {
  const far = [before, after].filter((ns) => ns > nearNsMax).length;
  if (far === 1 || others > othersPercentMax) return 'disturbed';
  return far === 2 ? 'far' : 'near';
}

async function runOnce(plan, server) {
  const { bin, cpus, workload } = plan;
  const run = workload.run ?? runLoad;
  if (cpus.proxy === null) return { ...await run(plan, server), state: 'not pinned' };
  const before = await probeNs(bin, cpus);
  const [began, busy, used] = [performance.now(), busyNs(cpus.proxy), usedNs(server.processes)];
  const figures = await run(plan, server);
  const others = (busyNs(cpus.proxy) - busy) - (usedNs(server.processes) - used);
  const percent = Math.max(0, Math.round(others / (performance.now() - began) / 1e4));
  // Of a process that comes and goes within the run nobody can tell its time from that of others.
  const conditions = { before_ns: before, after_ns: await probeNs(bin, cpus), others_percent: workload.stopped ? null : percent };
  return { ...figures, ...conditions, state: stateOf(conditions) };
}

/** Runs until the machine stood still, the bound is reached, or `plan.repeatUntil` has passed; the last run counts. */
export async function measure(plan, stage, name) {
  const anyCounts = plan.workload.figures.every(({ steady }) => steady);
  for (let repeats = 0; ; ++repeats) {
    const run = { ...await stage.use(name, (server) => runOnce(plan, server)), repeats };
    const stoodStill = anyCounts || run.state === 'near' || run.state === 'not pinned';
    if (stoodStill || repeats === repeatsMax || performance.now() > plan.repeatUntil) return run;
  }
}
