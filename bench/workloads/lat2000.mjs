import { allContenders, atMost, closedLoop } from './shapes.mjs';

/** Near nothing a ratio says nothing, so that two latencies added are compared by their difference. */
const added = (name, key, musts = {}) => ({ name, musts, beside: 'difference', of: (run, round) => run[key] - round.direct[key] });

export default closedLoop({
  name: 'lat2000',
  about: '2 000 requests a second in an open loop, content as in b1k; latency counts from the scheduled start, less what it is without a proxy',
  contenders: { ...allContenders, direct: { proxy: 'direct' } },
  figures: [
    added('p50 µs added', 'p50_us', { nginx: atMost(0) }), added('p99 µs added', 'p99_us', { nginx: atMost(0) }),
    added('p99.9 µs added', 'p999_us'),
  ],
  load: () => ['--connections', 64, '--open-loop', '--arrival-every-us', 500],
});
