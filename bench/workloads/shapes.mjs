// What workloads have in common: the shape of their content, the figures taken from a run, who is compared, and what is to be reached.

/**
 * A bound of a figure: of its ratio to another's, of its difference from it, or, of Jurymast alone, of the figure itself. `musts` are judged,
 * `aims` stand beside them.
 */
export const atMost = (bound) => ({ atMost: bound });
export const atLeast = (bound) => ({ atLeast: bound });

/** CPU time of the proxy for each answer, in microseconds. */
export const cpuPerRequest = (goals = {}) => ({ name: 'CPU µs per request', of: (run) => run.cpu_ns / run.answers / 1000, ...goals });
/** CPU time of the proxy for each event of a stream, in microseconds. */
export const cpuPerChunk = (goals = {}) => ({ name: 'CPU µs per chunk', of: (run) => run.cpu_ns / run.events / 1000, ...goals });

/** Everyone a workload is run on, unless it says otherwise: its own name, then how it is started. */
export const allContenders = {
  jurymast: { proxy: 'jurymast' }, nginx: { proxy: 'nginx' }, haproxy: { proxy: 'haproxy' }, haproxy_tcp: { proxy: 'haproxy_tcp' },
};
/** Everyone that takes part in HTTP. */
export const httpContenders = { jurymast: { proxy: 'jurymast' }, nginx: { proxy: 'nginx' }, haproxy: { proxy: 'haproxy' } };

const familyOf = (family) => ['--family', family];
const smallContent = (family) => [...familyOf(family), '--request-bytes', 1024];

/** Requests over 32 keep-alive connections, each asking again as soon as it has its answer in one piece. */
export function closedLoop({ name, about, requestBytes = 1024, family = 'chat_completions', goals = {}, ...more }) {
  return {
    name, about, family, figures: [cpuPerRequest(goals)], contenders: allContenders,
    content: () => [...familyOf(family), '--request-bytes', requestBytes, '--answer-bytes', 1024],
    upstream: [], load: () => ['--connections', 32], ...more,
  };
}

/** Content events of a short streamed answer, which then has about 1 KB. */
const shortEvents = 4;

/** As `closedLoop`, with streamed answers that come from the upstream in one piece. */
export function closedLoopOfStreams({ family = 'chat_completions', ...about }) {
  return closedLoop({ ...about, family, content: () => [...smallContent(family), '--events', shortEvents] });
}

/** Streams outlast the measured time by so much, and then end properly. */
const overhangMs = 500;

/** Open streams of so many chunks a second each, their beginnings spread evenly over the time between two chunks. */
export function openStreams({ name, about, streams, eventsPerSecond, ...more }) {
  const eventEveryUs = 1e6 / eventsPerSecond;
  return {
    name, about, family: 'chat_completions', contenders: allContenders,
    content: ({ warmupMs, measuredMs }) => [...smallContent('chat_completions'),
                                            '--events', Math.ceil((warmupMs + measuredMs + overhangMs) / 1000 * eventsPerSecond)],
    upstream: ['--event-every-us', eventEveryUs],
    load: (form) => ['--connections', streams(form), '--arrival-every-us', Math.floor(eventEveryUs / streams(form))],
    ...more,
  };
}
