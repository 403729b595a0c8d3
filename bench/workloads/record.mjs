import { join } from 'node:path';

import { output } from '../process.mjs';

/** No proxy takes part: the journal of the product is written by itself, by the thread that has its CPU. */
async function run({ bin, cpus, form, folder }) {
  const directory = join(folder, `records-${process.hrtime.bigint()}`);
  return JSON.parse(await output(join(bin, 'bench_record'), [directory, form.records], { cpu: cpus.proxy }));
}

export default {
  name: 'record',
  about: 'records of requests that one target answered, through the journal alone: two frames rendered and written by the thread that serves, then read, chained and put into the log by the journal\'s own',
  family: 'chat_completions',
  figures: [
    { name: 'CPU µs per record, where it is served', of: (run) => run.loop_ns / run.records / 1000 },
    { name: 'CPU µs per record, the journal\'s thread', of: (run) => run.other_ns / run.records / 1000 },
    { name: 'bytes a record', of: (run) => run.bytes / run.records, steady: true },
  ],
  contenders: { jurymast: { proxy: 'jurymast' } },
  content: () => [],
  upstream: [],
  stopped: true,
  run,
};
