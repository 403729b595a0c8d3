// One run of the load on one server.
import { join } from 'node:path';

import { output } from './process.mjs';

/** What was counted; fails with the first answer that is wrong. */
export async function runLoad({ bin, cpus, form, workload, certificates }, server) {
  const tls = workload.variants?.downstream_tls ? ['--tls-authority', certificates.authority] : [];
  const args = [
    '--port', server.port, ...workload.content(form), ...workload.load(form), ...tls,
    '--idle-ms', form.idleMs ?? 0, '--warmup-ms', form.warmupMs, '--measured-ms', form.measuredMs,
    ...server.processes.flatMap((pid) => ['--process', pid]), ...(server.fields ?? []).flatMap((field) => ['--field', field]),
  ];
  return JSON.parse(await output(join(bin, 'bench_load'), args, { cpu: cpus.load }));
}
