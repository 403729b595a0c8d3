// A profile as text: where the time of a request goes, by mode, thread, function and system call.
import { markdownTable } from './table.mjs';

const percent = (value) => `${value.toFixed(1)} %`;
const two = (value) => value.toFixed(2);
const code = (name) => `\`${name.replaceAll('`', '').replaceAll('|', '\\|')}\``;

/** The share of samples, and what it is of the time of a request. */
const costed = (share, cpuUs) => [percent(share), two(share * cpuUs / 100)];

function threadsTable({ threads }, cpuUs) {
  const total = (key) => threads.reduce((sum, thread) => sum + thread[key], 0);
  const row = (name, { percent: all, user, kernel }, mostly) => [name, ...costed(all, cpuUs), two(user * cpuUs / 100), two(kernel * cpuUs / 100), mostly];
  const rows = threads.map((thread) => row(thread.name, thread, thread.mostly.map(code).join(', ')));
  const whole = row('all', { percent: total('percent'), user: total('user'), kernel: total('kernel') }, '');
  return markdownTable(['thread', 'share', 'µs a request', 'in user mode', 'in the kernel', 'in user mode mostly'], [...rows, whole]);
}

function functionsTable({ functions }, cpuUs) {
  return markdownTable(['function', 'where', 'share', 'µs a request'],
                       functions.map(({ name, module, kernel, percent: share }) => [code(name), kernel ? 'kernel' : module, ...costed(share, cpuUs)]));
}

function samplesText({ done, not_run: reason }, cpuUs) {
  if (!done) return `Samples by thread and function: not run; ${reason}.`;
  return `${threadsTable(done, cpuUs)}\n\n${functionsTable(done, cpuUs)}`;
}

function callsText({ done, not_run: reason }) {
  if (!done) return `System calls: not run; ${reason}.`;
  const rows = done.calls.map(({ name, calls, errors }) => [code(name), two(calls), two(errors)]);
  return `System calls, counted by strace over ${done.requests} requests, whose pace it slows down much; threads that wait call by the second and not by
the request.\n\n${markdownTable(['system call', 'a request', 'of these failed'], rows)}`;
}

/** The profile by itself. */
export function budgetText({ workload, date, machine, cpu_us: cpuUs, samples, calls }) {
  return `A request of ${workload} costs ${two(cpuUs)} µs of CPU time without a profiler (${date}, commit ${machine.commit}); samples of perf's CPU clock divide them up.

${samplesText(samples, cpuUs)}

${callsText(calls)}
`;
}

/** The part of the page; `name` is that of the page's files without their endings. */
export function budgetOf(profile, name) {
  const text = profile ? `${budgetText(profile)}\nThe whole profile stands in [${name}-profile.json](${name}-profile.json).\n` : 'Not measured: no profile was taken; `make bench-profile` takes it.\n';
  return `## Where the time goes\n\n${text}`;
}
