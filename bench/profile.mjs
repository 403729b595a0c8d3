// Where the time of a request of b1k goes: samples of perf by thread and by function, and system calls counted by strace.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { budgetText } from './budget.mjs';
import { forms } from './forms.mjs';
import { runLoad } from './load.mjs';
import { chooseCpus, describeMachine } from './machine.mjs';
import { Child, output } from './process.mjs';
import { byFunction, byThread, perRequest, readPerfReport, readStraceCounts } from './profile_text.mjs';
import { Stage } from './stage.mjs';
import b1k from './workloads/b1k.mjs';

const freshBin = 'build/release/bin';
const samplesPerSecond = 1999;
const functionsShown = 25;
const measuredMs = 5000;
/** A program that slows the proxy down so much is watched for less. */
const countedMs = 2000;
/** Until perf or strace has every thread in its hands. */
const attachMs = 500;

/** What a tool printed, or why it could not. */
async function tried(run) {
  try {
    return { done: await run() };
  } catch (error) {
    return { not_run: error.message.split('\n').slice(0, 2).join(' ') };
  }
}

const requireTool = (name) => output('sh', ['-c', `command -v ${name}`]).catch(() => { throw new Error(`${name} is not installed`); });

/** Runs `tool` on the server while the load runs, and ends it as a person would; gives how many requests came meanwhile. */
async function watched(plan, server, tool) {
  const child = new Child(tool[0], tool.slice(1), { cpu: plan.cpus.load });
  await sleep(attachMs);
  if (child.ended) throw new Error(`${child.name} did not attach: ${child.stderr.trim()}`);
  const figures = await runLoad(plan, server);
  await child.stop('SIGINT');
  return figures;
}

async function sampled(plan, server) {
  await requireTool('perf');
  const file = join(plan.folder, 'perf.data');
  const [pid] = server.processes;
  await watched(plan, server, ['perf', 'record', '-q', '-e', 'cpu-clock', '-F', samplesPerSecond, '-p', pid, '-o', file]);
  const places = readPerfReport(await output('perf', ['report', '-i', file, '--stdio', '--no-children', '-F', 'overhead,pid,dso,sym', '-t', '|']));
  if (places.length === 0) throw new Error('perf took no samples');
  return { threads: byThread(places, pid), functions: byFunction(places, functionsShown) };
}

async function counted(plan, server) {
  await requireTool('strace');
  const file = join(plan.folder, 'strace.txt');
  const form = { ...plan.form, warmupMs: 0, measuredMs: countedMs };
  const { answers } = await watched({ ...plan, form }, server, ['strace', '-c', '-f', '-qq', '-p', server.processes[0], '-o', file]);
  const counts = readStraceCounts(readFileSync(file, 'utf8'));
  if (counts.length === 0) throw new Error('strace counted nothing');
  return { requests: answers, calls: perRequest(counts, answers) };
}

async function profile(plan, bin) {
  const stage = new Stage(plan);
  try {
    await stage.open([['jurymast', b1k.contenders.jurymast]]);
    return await stage.use('jurymast', async (server) => {
      const { cpu_ns: cpuNs, answers } = await runLoad(plan, server);
      return { workload: b1k.name, date: new Date().toISOString().slice(0, 10), machine: await describeMachine(bin === freshBin),
               cpu_us: cpuNs / answers / 1000, samples: await tried(() => sampled(plan, server)), calls: await tried(() => counted(plan, server)) };
    });
  } finally {
    await stage.close();
  }
}

async function main() {
  const { values } = parseArgs({ options: {
    bin: { type: 'string', default: freshBin }, profile: { type: 'string', default: 'build/bench/profile.json' },
  } });
  const folder = mkdtempSync(join(process.env.TMPDIR ?? '/tmp', 'jurymast-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const plan = { bin: values.bin, cpus: chooseCpus(), form: { ...forms.full, measuredMs }, workload: b1k, folder };
  const taken = await profile(plan, values.bin);
  mkdirSync(dirname(values.profile), { recursive: true });
  writeFileSync(values.profile, `${JSON.stringify(taken, null, 1)}\n`);
  console.log(`${budgetText(taken)}\nThe profile is in ${values.profile}; make bench-report puts it on the page.`);
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exit(5);
}
