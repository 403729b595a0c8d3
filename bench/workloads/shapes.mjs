// What workloads have in common: the shape of their content, the figures taken from a run, and who is compared.

/** CPU time of the proxy for each answer, in microseconds. */
export const cpuPerRequest = { name: 'CPU µs per request', of: (run) => run.cpu_ns / run.answers / 1000 };
/** CPU time of the proxy for each event of a stream, in microseconds. */
export const cpuPerChunk = { name: 'CPU µs per chunk', of: (run) => run.cpu_ns / run.events / 1000 };

/** Everyone a workload is run on, unless it says otherwise: its own name, then how it is started. */
export const allContenders = {
  jurymast: { proxy: 'jurymast' }, nginx: { proxy: 'nginx' }, haproxy: { proxy: 'haproxy' }, haproxy_tcp: { proxy: 'haproxy_tcp' },
};

/** Chat Completions answered in one piece over 32 keep-alive connections, each asking again as soon as it has its answer. */
export function closedLoop({ name, about, requestBytes, goals }) {
  return {
    name, about, goals, figures: [cpuPerRequest], contenders: allContenders,
    content: () => ['--request-bytes', requestBytes, '--answer-bytes', 1024],
    upstream: [], load: ['--connections', 32],
  };
}

const eventsPerSecond = 100;
/** Streams outlast the measured time by so much, and then end properly. */
const overhangMs = 500;

/** Streams of 100 chunks a second, their beginnings spread evenly over the time between two chunks. */
export function openStreams({ name, about, streams, goals }) {
  const eventEveryUs = 1e6 / eventsPerSecond;
  return {
    name, about, goals, figures: [cpuPerChunk], contenders: allContenders,
    content: ({ warmupMs, measuredMs }) => ['--events', Math.ceil((warmupMs + measuredMs + overhangMs) / 1000 * eventsPerSecond)],
    upstream: ['--event-every-us', eventEveryUs],
    load: ['--connections', streams, '--arrival-every-us', Math.round(eventEveryUs / streams)],
  };
}
