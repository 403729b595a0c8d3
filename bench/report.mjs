// Writes docs/performance.md from a result; every figure in it comes from there.
import { asMarkdown, conditionsText, titleOf } from './table.mjs';

const formTexts = { smoke: 'the smoke test; its figures mean nothing', short: 'the short form; it judges nothing', full: 'the full form' };

function machineText({ machine, cpus, versions }) {
  const placed = cpus.proxy === null ? 'One CPU only: nothing was pinned, and only ratios mean anything.'
    : `The proxy ran on CPU ${cpus.proxy} with one worker, upstream and load on CPU ${cpus.load}, all over loopback.`;
  const list = Object.entries(versions).map(([name, version]) => `${titleOf(name).split(',')[0]} ${version}`).join(', ');
  return `${machine.cpu}, ${machine.cpus} CPUs, Linux ${machine.kernel}; commit ${machine.commit}; ${list}. ${placed}`;
}

function methodText({ form, rounds, warmupMs, measuredMs, limits }) {
  return `* This is ${formTexts[form]}: ${rounds} rounds, and in each every proxy once, for ${measuredMs} ms after ${warmupMs} ms that do not count. Each round begins
  with another proxy. A ratio is taken within a round; the table has the median and range of these.
* CPU time is what the kernel's scheduler accounts to the threads of the proxy, in nanoseconds, not in ticks of 10 ms.
* The load compares each answer with the bytes that were to come: status, length, every byte, and for streams every event and the end. The
  upstream does the same with requests. The first difference fails the whole run.
* A virtual machine moves its CPUs closer together and further apart, and everything costs more when they are far. A cache line is sent to and fro
  before and after each run: above ${limits.near_ns_max} ns it is *far*. A run in which they changed places, or other processes took more than
  ${limits.others_percent_max} % of the proxy's CPU, is *disturbed*. Either is repeated up to ${limits.repeats_max} times. Medians and ranges are of near runs alone; a
  ratio of other runs says so beside its goal.
* Jurymast runs as it is delivered: client key, limits, clocks, budgets, breakers, the record of each request and metrics. Its clients speak plain
  HTTP, and so do the others'. nginx and HAProxy log nothing, and neither looks into a body.`;
}

function workloadText(workload, judged) {
  const missing = workload.not_measured.map((name) => `\n\nNot measured: ${titleOf(name)}.`).join('');
  return `### ${workload.name}\n\n${workload.about}\n\n${asMarkdown(workload, judged)}\n\n${conditionsText(workload.conditions)}.${missing}\n`;
}

export function reportOf(result) {
  const command = result.form === 'full' ? 'make bench' : `make bench BENCH=${result.form}`;
  return `# Performance

What Jurymast costs beside nginx and HAProxy. Written by \`make bench-report\` from the result of \`${command}\`; figures are never typed by hand.

${machineText(result)}

## How it is measured

${methodText(result)}

Not measured here: TLS, HTTP/2, more than one worker, memory of many idle streams.

## Figures

${result.workloads.map((workload) => workloadText(workload, result.judged)).join('\n')}`;
}
