// One run: load on one proxy between two probes of the machine, repeated within bounds while the machine disturbs it.
import { join } from 'node:path';

import { busyNs, probeNs, usedNs } from './machine.mjs';
import { output } from './process.mjs';

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

async function runLoad({ bin, cpus, form, workload }, proxy) {
  const args = [
    '--port', proxy.port, ...workload.content(form), ...workload.load, '--warmup-ms', form.warmupMs, '--measured-ms', form.measuredMs,
    ...proxy.processes.flatMap((pid) => ['--process', pid]),
  ];
  return JSON.parse(await output(join(bin, 'bench_load'), args, { cpu: cpus.load }));
}

async function runOnce(plan, proxy) {
  const { bin, cpus } = plan;
  if (cpus.proxy === null) return { ...await runLoad(plan, proxy), state: 'not pinned' };
  const before = await probeNs(bin, cpus);
  const [began, busy, used] = [performance.now(), busyNs(cpus.proxy), usedNs(proxy.processes)];
  const figures = await runLoad(plan, proxy);
  const others = (busyNs(cpus.proxy) - busy) - (usedNs(proxy.processes) - used);
  const othersPercent = Math.max(0, Math.round(others / (performance.now() - began) / 1e4));
  const conditions = { before_ns: before, after_ns: await probeNs(bin, cpus), others_percent: othersPercent };
  return { ...figures, ...conditions, state: stateOf(conditions) };
}

/** Runs until the machine stood still, the bound is reached, or `plan.repeatUntil` has passed; the last run counts. */
export async function measure(plan, proxy) {
  for (let repeats = 0; ; ++repeats) {
    const run = { ...await runOnce(plan, proxy), repeats };
    const stoodStill = run.state === 'near' || run.state === 'not pinned';
    if (stoodStill || repeats === repeatsMax || performance.now() > plan.repeatUntil) return run;
  }
}
