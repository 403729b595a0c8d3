import { atMost, httpContenders, openStreams } from './shapes.mjs';

const rampMs = 1000;
/** Each open stream is two connections of the proxy; this is for the rest that it has open. */
const moreFiles = 1000;

const memory = (name, of, goals = {}) => ({ name, of, steady: true, ...goals });

export default openStreams({
  name: 'idle5000',
  about: '5 000 open streams of one chunk a second each; anonymous memory of a process that was started for this run, before the first connection, with every connection and no request, and with every stream',
  streams: ({ streams }) => streams,
  eventsPerSecond: 1,
  variants: { many_streams: true },
  fresh: true,
  filesMin: ({ streams }) => 2 * streams + moreFiles,
  contenders: httpContenders,
  times: (form) => ({ ...form, idleMs: 500, warmupMs: rampMs + 1000, measuredMs: 2000 }),
  figures: [
    memory('KB per open stream', (run) => (run.anonymous_kib - run.base_kib) / run.connections, { musts: { jurymast: atMost(14) }, aims: { jurymast: atMost(8) } }),
    memory('MB before the first connection', (run) => run.base_kib / 1024, { musts: { jurymast: atMost(16) }, aims: { jurymast: atMost(8) } }),
    memory('KB per idle connection', (run) => (run.idle_kib - run.base_kib) / run.connections),
  ],
});
