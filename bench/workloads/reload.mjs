import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { runLoad } from '../load.mjs';
import { closedLoop } from './shapes.mjs';

const reloadsPerSecond = 10;
const reloadWithinMs = 5000;

/** A value of the configuration that a reload may change and no request feels, other than it is now. */
function changeConfig(file) {
  const text = readFileSync(file, 'utf8');
  const [line, now] = text.match(/^drain += "(.*)"$/m);
  writeFileSync(file, text.replace(line, line.replace(now, now === '9m' ? '8m' : '9m')));
}

/** Has the gateway take up a changed configuration until `isOver`; gives how often. */
async function keepReloading({ config, admin, token }, isOver) {
  const headers = { authorization: `Bearer ${readFileSync(token, 'utf8').trim()}` };
  for (let count = 0; ; ++count) {
    if (isOver()) return count;
    changeConfig(config);
    const answer = await fetch(`${admin}/reload`, { method: 'POST', headers, signal: AbortSignal.timeout(reloadWithinMs) });
    const said = await answer.text();
    if (!answer.ok || !said.includes('1 change')) throw new Error(`a reload was refused, or changed nothing: ${answer.status} ${said}`);
    await sleep(1000 / reloadsPerSecond);
  }
}

async function run(plan, server) {
  if (!server.spec.reloading) return { ...await runLoad(plan, server), reloads: 0 };
  let isOver = false;
  const loaded = runLoad(plan, server).finally(() => { isOver = true; });
  const [figures, reloads] = await Promise.all([loaded, keepReloading(server, () => isOver)]);
  return { ...figures, reloads };
}

export default closedLoop({
  name: 'reload',
  about: 'the requests of lat2000 while the configuration is taken up with a change ten times a second, and without; no answer may be wrong in either',
  contenders: {
    jurymast: { proxy: 'jurymast', reloading: true, title: 'Jurymast, reloading' },
    steady: { proxy: 'jurymast', title: 'Jurymast, not reloading' },
  },
  figures: [
    { name: 'p99 µs', of: (run) => run.p99_us }, { name: 'p50 µs', of: (run) => run.p50_us },
    { name: 'p99.9 µs', of: (run) => run.p999_us }, { name: 'CPU µs per request', of: (run) => run.cpu_ns / run.answers / 1000 },
    { name: 'reloads in a run', of: (run) => run.reloads, alone: true, steady: true },
  ],
  load: () => ['--connections', 64, '--open-loop', '--arrival-every-us', 500],
  run,
});
