// The page of a result, and of a profile where there is one; every figure in it comes from there.
import { formTexts } from './forms.mjs';
import { asMarkdown, conditionsText, mustsTable, titleOf } from './table.mjs';
import { budgetOf } from './budget.mjs';

function machineText({ machine, cpus, versions, date }) {
  const placed = cpus.proxy === null ? 'One CPU only: nothing was pinned, and only ratios mean anything.'
    : `The proxy ran on CPU ${cpus.proxy} with one worker, upstream and load on CPU ${cpus.load}, all over loopback.`;
  const list = Object.entries(versions).map(([name, version]) => `${titleOf(name).split(',')[0]} ${version}`).join(', ');
  return `${date}; ${machine.cpu}, ${machine.cpus} CPUs, Linux ${machine.kernel}; commit ${machine.commit}; ${list}. ${placed}`;
}

function judgingText({ judged, tries, rounds, tries_that_agree: agree }) {
  if (!judged) return 'Nothing is judged: the rounds are too few and too short.';
  return `Where a must stands, ${rounds} rounds are one try; there are up to ${tries}, until ${agree} agree that it is met or missed. A try in which too few
  rounds can be compared says neither. \`make bench\` exits with 1 where a must is missed, and with 3 where for one it is not known.`;
}

function methodText(result) {
  const { form, rounds, warmupMs, measuredMs, limits } = result;
  return `* This is ${formTexts[form]}: ${rounds} rounds a try, and in each every proxy once, for ${measuredMs} ms after ${warmupMs} ms that do not count. Each round begins
  with another proxy. A ratio or difference is taken within a round; the table has the median and range of these.
* ${judgingText(result)}
* CPU time is what the kernel's scheduler accounts to the threads of the proxy, in nanoseconds, not in ticks of 10 ms. Memory is
  the anonymous resident memory of its processes.
* The load compares each answer with the bytes that were to come: status, length, every byte, and for streams every event and the end. The
  upstream does the same with requests. The first difference fails the whole run.
* A virtual machine moves its CPUs closer together and further apart, and everything costs more when they are far. A cache line is sent to and fro
  before and after each run: above ${limits.near_ns_max} ns it is *far*. A run in which they changed places, or other processes took more than
  ${limits.others_percent_max} % of the proxy's CPU, is *disturbed*. Either is repeated up to ${limits.repeats_max} times. Medians and ranges are of near runs, or
  else of far ones, which then say so, and so does a comparison beside its must. Memory does not depend on it, and has every run.
* Jurymast runs as it is delivered: client key, limits, clocks, budgets, breakers, the record of each request and metrics. nginx and HAProxy log
  nothing, and neither looks into a body. Portkey's gateway runs on the Node of the benchmark in production mode.
* By TLS everyone speaks TLS 1.3 with the one cipher and key exchange that the load and the upstream accept, over connections that are kept: what
  is measured is records, not handshakes.`;
}

const excluded = `* HTTP/2 and HTTP/3, which Jurymast does not speak.
* TLS handshakes: connections are kept, as SDKs keep them.
* A network: loopback loses nothing, delays nothing and costs no driver.
* Providers' own time: the upstream answers at once.
* Prompts that take several reads, and answers above 1 KB but for streams; validation of answers, shadow copies and traces, which are off by default.
* What load and upstream cost themselves: they have a CPU of their own, and of latency what it is without a proxy is taken off.`;

function workloadText(workload, judged) {
  const head = `### ${workload.name}\n\n${workload.about}.\n\n`;
  if (workload.not_run) return `${head}Not measured: ${workload.not_run}.\n`;
  const missing = workload.not_measured.map((name) => `\n\nNot measured: ${titleOf(name, workload.titles)}, which was not installed.`).join('');
  return `${head}${asMarkdown(workload, judged)}\n\n${conditionsText(workload.conditions)}.${missing}\n`;
}

/** `name` is that of the page's files without their endings. */
export function reportOf(result, profile, name) {
  const command = result.form === 'full' ? 'make bench' : `make bench BENCH=${result.form}`;
  return `# Performance

What Jurymast costs beside nginx and HAProxy. Written by \`make bench-report\` from the result of \`${command}\`, which stands in
[${name}.json](${name}.json); figures are never typed by hand.

${machineText(result)}

![What a request, a chunk or a stream costs](${name}.svg)

## What must be reached

${mustsTable(result)}

## How it is measured

${methodText(result)}

## What is excluded

${excluded}

## Figures

${result.workloads.map((workload) => workloadText(workload, result.judged)).join('\n')}
${budgetOf(profile, name)}`;
}
