// Runs workloads on every proxy that is installed, round by round, prints a table and writes the result as JSON.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { chooseCpus, describeMachine } from './machine.mjs';
import { measure, nearNsMax, othersPercentMax, repeatsMax } from './measure.mjs';
import { Child } from './process.mjs';
import { proxies, startProxy } from './proxies.mjs';
import { reportOf } from './report.mjs';
import { conditions, summarize } from './summary.mjs';
import { asText } from './table.mjs';
import { workloads } from './workloads/all.mjs';

/** How long and how often; after `repeatSeconds` of a workload none of its runs is repeated, so that the whole stays within its time. */
const forms = {
  smoke: { rounds: 1, warmupMs: 200, measuredMs: 800, repeatSeconds: 0, only: ['jurymast', 'direct', 'healthy_primary'], judged: false },
  short: { rounds: 3, warmupMs: 200, measuredMs: 600, repeatSeconds: 4, judged: false },
  full: { rounds: 5, warmupMs: 500, measuredMs: 2500, repeatSeconds: 65, judged: true },
};

const usage = `usage: bench/run [--form smoke|short|full] [--bin FOLDER] [--result FILE] [--workload NAME]... [--report FILE]
  --form      how long: a second a workload on Jurymast alone, at most 2 minutes, at most 10 minutes (default: full)
  --bin       where jurymast and the programs of the benchmark are (default: build/release/bin)
  --result    the JSON that is written (default: build/bench/result.json)
  --workload  only this one of: ${workloads.map(({ name }) => name).join(', ')}
  --report    measure nothing, write the report of the result there`;

/** Where `make bench` has just built everything. */
const freshBin = 'build/release/bin';

class UsageError extends Error {}

function readOptions() {
  const { values } = parseArgs({ options: {
    form: { type: 'string', default: 'full' }, bin: { type: 'string', default: freshBin },
    result: { type: 'string', default: 'build/bench/result.json' }, workload: { type: 'string', multiple: true, default: [] },
    report: { type: 'string' }, help: { type: 'boolean', default: false },
  } });
  if (!(values.form in forms)) throw new UsageError(`there is no form ${values.form}`);
  const unknown = values.workload.find((name) => !workloads.some((workload) => workload.name === name));
  if (unknown) throw new UsageError(`there is no workload ${unknown}`);
  return values;
}

async function startUpstream({ bin, cpus, form, workload }, more = []) {
  const child = new Child(join(bin, 'bench_upstream'), [...workload.content(form), ...workload.upstream, ...more], { cpu: cpus.load });
  const [, port] = await child.announces(/listening on (\d+)/);
  return { port: Number(port), stop: () => child.stop() };
}

/** Starts the contenders; what has been started so far is in `started` even where one of them fails. */
async function startContenders(plan, contenders, started) {
  const upstream = await startUpstream(plan);
  started.push(upstream);
  const failing = await startUpstream(plan, ['--status', 503]);
  started.push(failing);
  const servers = {};
  for (const [name, { proxy, failingPrimary }] of contenders) {
    const settings = { folder: join(plan.folder, name), upstream: failingPrimary ? failing : upstream, spare: upstream,
                       cpu: plan.cpus.proxy, bin: plan.bin, config: plan.workload.config ?? 'jurymast.toml' };
    servers[name] = await startProxy(proxy, settings);
    started.push(servers[name]);
  }
  return servers;
}

/** Each round begins with the next contender, so that none always runs first. */
async function runRound(plan, servers, round) {
  const names = Object.keys(servers);
  const runs = {};
  for (let i = 0; i < names.length; ++i) {
    const name = names[(i + round) % names.length];
    try {
      runs[name] = await measure(plan, servers[name]);
    } catch (error) {
      throw new Error(`${plan.workload.name} on ${name}: ${error.message}`);
    }
  }
  return Object.fromEntries(names.map((name) => [name, runs[name]]));
}

async function runWorkload(plan) {
  const { workload, form } = plan;
  const wanted = Object.entries(workload.contenders).filter(([name]) => !form.only || form.only.includes(name));
  const present = wanted.filter(([, { proxy }]) => proxies[proxy].isThere(plan));
  const notMeasured = wanted.filter((entry) => !present.includes(entry)).map(([name]) => name);
  const started = [];
  const rounds = [];
  try {
    const servers = await startContenders(plan, present, started);
    for (let round = 0; round < form.rounds; ++round) rounds.push(await runRound(plan, servers, round));
  } finally {
    for (const server of started.reverse()) await server.stop();
    rmSync(plan.folder, { recursive: true, force: true });
  }
  const rows = summarize(workload, rounds);
  return { name: workload.name, about: workload.about, not_measured: notMeasured, conditions: conditions(rounds), rows, rounds };
}

/** A figure that is missing must not look like one that was measured. */
function requireFigures({ name, figures }, rounds) {
  for (const round of rounds) {
    for (const [contender, run] of Object.entries(round)) {
      const counts = [run.answers + run.events, ...(contender === 'direct' ? [] : [run.cpu_ns, run.anonymous_kib])];
      const values = contender === 'direct' ? [] : figures.map((figure) => figure.of(run, round));
      if (counts.every((count) => count > 0) && values.every(Number.isFinite)) continue;
      throw new Error(`${name} on ${contender}: a figure is missing: ${JSON.stringify(run)}`);
    }
  }
}

async function versionsOf(bin) {
  const versions = {};
  for (const [name, proxy] of Object.entries(proxies)) {
    if (proxy.version && proxy.isThere({ bin })) versions[name] = await proxy.version({ bin });
  }
  return versions;
}

function writeReport({ result, report }) {
  let text;
  try {
    text = readFileSync(result, 'utf8');
  } catch (error) {
    throw new Error(`there is no result to report: ${error.message}; run: make bench`);
  }
  writeFileSync(report, reportOf(JSON.parse(text)));
  console.log(`${report} is written from ${result}.`);
}

async function main(options) {
  const form = forms[options.form];
  const { bin } = options;
  if (!proxies.jurymast.isThere({ bin })) throw new Error(`there is no jurymast in ${bin}; build it with: make bench`);
  const cpus = chooseCpus();
  console.log(cpus.proxy === null ? 'One CPU only: nothing is pinned, and the load takes its time from the proxy. Only ratios mean anything.'
    : `The proxy runs on CPU ${cpus.proxy}, upstream and load on CPU ${cpus.load}.`);
  const result = { form: options.form, ...form, cpus, machine: await describeMachine(bin === freshBin), versions: await versionsOf(bin),
                   limits: { near_ns_max: nearNsMax, others_percent_max: othersPercentMax, repeats_max: repeatsMax }, workloads: [] };
  const scratch = mkdtempSync(join(process.env.TMPDIR ?? '/tmp', 'jurymast-bench-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const chosen = workloads.filter(({ name }) => options.workload.length === 0 || options.workload.includes(name));
  for (const workload of chosen) {
    const repeatUntil = performance.now() + form.repeatSeconds * 1000;
    const done = await runWorkload({ bin, cpus, form, workload, repeatUntil, folder: join(scratch, workload.name) });
    requireFigures(workload, done.rounds);
    result.workloads.push(done);
    console.log(asText(done, form.judged));
  }
  mkdirSync(dirname(options.result), { recursive: true });
  writeFileSync(options.result, `${JSON.stringify(result, null, 1)}\n`);
  console.log(`Everything measured is in ${options.result}.`);
}

try {
  const options = readOptions();
  if (options.help) console.log(usage);
  else if (options.report) writeReport(options);
  else await main(options);
} catch (error) {
  const isUsage = error instanceof UsageError || error.code?.startsWith('ERR_PARSE_ARGS');
  console.error(isUsage ? `bench: ${error.message}\n${usage}` : `bench: ${error.message}`);
  process.exit(isUsage ? 2 : 1);
}
