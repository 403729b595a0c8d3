import { join } from 'node:path';

import { output } from '../process.mjs';
import { spread } from '../summary.mjs';
import { httpContenders } from './shapes.mjs';

/** Starts a proxy again and again, each time as a process of its own. */
async function run({ bin, cpus, form, workload }, { line, port, env }) {
  const took = [];
  const args = ['--port', port, ...workload.content(form), ...(cpus.proxy === null ? [] : ['--cpu', cpus.proxy]), '--', ...line];
  while (took.length < form.starts) took.push(Number(await output(join(bin, 'bench_start'), args, { cpu: cpus.load, env })));
  return { starts: took.length, start_us: spread(took).median };
}

export default {
  name: 'start',
  about: 'from before the process is made to the last byte of its first answer; files are in the page cache, Jurymast takes over the state of the start before',
  family: 'chat_completions',
  figures: [{ name: 'ms to the first answer', of: (run) => run.start_us / 1000 }],
  contenders: httpContenders,
  content: () => ['--request-bytes', 1024, '--answer-bytes', 1024],
  upstream: [],
  stopped: true,
  run,
};
