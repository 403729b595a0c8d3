import { allContenders, closedLoop } from './shapes.mjs';

const added = (name, key) => ({ name, of: (run, round) => run[key] - round.direct[key] });

export default {
  ...closedLoop({
    name: 'lat2000',
    about: '2 000 requests a second in an open loop, content as in b1k; latency counts from the scheduled start, less what it is without a proxy',
    requestBytes: 1024,
    goals: { nginx: 1 },
  }),
  contenders: { ...allContenders, direct: { proxy: 'direct' } },
  figures: [added('p50 µs added', 'p50_us'), added('p99 µs added', 'p99_us')],
  load: ['--connections', 64, '--open-loop', '--arrival-every-us', 500],
};
