// What a proxy's four data calls cost by epoll and by io_uring: a relay that reads nothing, the content of b1k, round by round.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { busyNs, chooseCpus, describeMachine, probeNs, usedNs } from './machine.mjs';
import { nearNsMax, othersPercentMax } from './measure.mjs';
import { Child, output } from './process.mjs';
import { spread } from './summary.mjs';

/** The first is what the others are compared with: the gateway's own way. */
const engines = ['epoll_nested', 'epoll', 'uring', 'uring_multishot'];
const usage = `usage: bench/with_node bench/io.mjs [--bin FOLDER] [--rounds N] [--measured-ms N] [--whole-us N] [--result FILE]
  --bin          where the programs of the benchmark are (default: build/release/bin)
  --rounds       how often each engine is measured, one after the other (default: 11, at least 9)
  --measured-ms  how long each time (default: 1500)
  --whole-us     CPU µs of a whole request in b1k, of which the difference is told as a share (default: not told)
  --result       the JSON that is written (default: build/bench/io.json)`;
const roundsMin = 9;
const warmupMs = 300;
/** The content and the load of b1k. */
const content = ['--request-bytes', 1024, '--answer-bytes', 1024];
const load = ['--connections', 32, '--warmup-ms', warmupMs];

async function startPort(command, args, cpu) {
  const child = new Child(command, args, { cpu });
  const [, port] = await child.announces(/listening on (\d+)/);
  return { port: Number(port), processes: [child.pid], stop: () => child.stop() };
}

/** One run between two probes: CPU µs of the relay for each answer, and what the machine did meanwhile. */
async function measure({ bin, cpus, measuredMs }, { port, processes }) {
  const pinned = cpus.proxy !== null;
  const before = pinned ? await probeNs(bin, cpus) : null;
  const [began, busy, used] = pinned ? [performance.now(), busyNs(cpus.proxy), usedNs(processes)] : [];
  const args = ['--port', port, ...content, ...load, '--measured-ms', measuredMs, ...processes.flatMap((pid) => ['--process', pid])];
  const { answers, cpu_ns: cpuNs } = JSON.parse(await output(join(bin, 'bench_load'), args, { cpu: cpus.load }));
  if (!(answers > 0 && cpuNs > 0)) throw new Error(`a figure is missing: ${answers} answers in ${cpuNs} ns`);
  const run = { us: cpuNs / answers / 1000, answers };
  if (!pinned) return { ...run, state: 'not pinned' };
  const others = ((busyNs(cpus.proxy) - busy) - (usedNs(processes) - used)) / (performance.now() - began) / 1e4;
  const probes = [before, await probeNs(bin, cpus)];
  const far = probes.filter((ns) => ns > nearNsMax).length;
  return { ...run, probes, others_percent: others, state: far === 1 || others > othersPercentMax ? 'disturbed' : ['near', '', 'far'][far] };
}

async function runRounds(plan, rounds) {
  const started = [];
  try {
    const upstream = await startPort(join(plan.bin, 'bench_upstream'), content, plan.cpus.load);
    started.push(upstream);
    const relays = {};
    for (const engine of engines) {
      relays[engine] = await startPort(join(plan.bin, 'bench_relay'), ['--engine', engine, '--upstream', upstream.port], plan.cpus.proxy);
      started.push(relays[engine]);
    }
    const runs = [];
    for (let round = 0; round < rounds; ++round) {
      const run = {};
      // Each round begins with the next engine, so that none always runs first.
      for (let i = 0; i < engines.length; ++i) {
        const engine = engines[(i + round) % engines.length];
        run[engine] = await measure(plan, relays[engine]);
      }
      runs.push(run);
    }
    return runs;
  } finally {
    for (const server of started.reverse()) await server.stop();
  }
}

/** The state in which most rounds had both the engine and the one that it is compared with; all rounds where these are too few. */
function comparable(rounds, engine) {
  const [ours] = engines;
  const groups = ['near', 'not pinned', 'far'].map((state) => ({ basis: state, rounds: rounds.filter((round) => round[engine].state === state && round[ours].state === state) }));
  return groups.find((group) => group.rounds.length >= roundsMin) ?? { basis: 'disturbed', rounds };
}

function summarize(rounds, engine) {
  const [ours] = engines;
  const { basis, rounds: chosen } = comparable(rounds, engine);
  return {
    engine, basis, us: spread(chosen.map((round) => round[engine].us)), ratio: spread(chosen.map((round) => round[engine].us / round[ours].us)),
    saved_us: spread(chosen.map((round) => round[ours].us - round[engine].us)),
  };
}

/** How many runs ended in which state, and what the probes read. */
function conditions(rounds) {
  const runs = rounds.flatMap((round) => Object.values(round));
  const states = {};
  for (const { state } of runs) states[state] = (states[state] ?? 0) + 1;
  return { states, probe_ns: spread(runs.flatMap(({ probes }) => probes ?? [])) };
}

const asRange = ({ median, min, max }, digits) => `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;

function asText(rows, wholeUs) {
  return rows.map(({ engine, basis, us, ratio, saved_us: saved }) => {
    const share = wholeUs ? `; ${(100 * saved.median / wholeUs).toFixed(1)} % of ${wholeUs} µs` : '';
    return `  ${engine.padEnd(16)} ${asRange(us, 2)} µs, ratio ${asRange(ratio, 3)}, saves ${asRange(saved, 2)} µs${share} [${us.count} ${basis}]`;
  }).join('\n');
}

async function main(values) {
  const [rounds, measuredMs, wholeUs] = ['rounds', 'measured-ms', 'whole-us'].map((name) => Number(values[name]));
  if (!(rounds >= roundsMin && measuredMs > 0 && wholeUs >= 0)) throw Object.assign(new Error('a number is out of its range'), { isUsage: true });
  if (!existsSync(join(values.bin, 'bench_relay'))) throw new Error(`there is no bench_relay in ${values.bin}; build it with: make bench-io`);
  const cpus = chooseCpus();
  const plan = { bin: values.bin, cpus, measuredMs };
  const machine = await describeMachine(values.bin === 'build/release/bin');
  const runs = await runRounds(plan, rounds);
  const rows = engines.map((engine) => summarize(runs, engine));
  const result = { machine, cpus, conditions: conditions(runs), rows, rounds: runs };
  mkdirSync('build/bench', { recursive: true });
  writeFileSync(values.result, `${JSON.stringify(result, null, 1)}\n`);
  console.log(`CPU µs a request, four data calls and nothing else (${machine.cpu}, Linux ${machine.kernel})\n${asText(rows, wholeUs)}`);
  console.log(`  runs: ${JSON.stringify(result.conditions.states)}, probe ${result.conditions.probe_ns ? asRange(result.conditions.probe_ns, 0) : 'none'} ns; all in ${values.result}`);
}

try {
  const text = (value) => ({ type: 'string', default: value });
  const { values } = parseArgs({ options: {
    bin: text('build/release/bin'), rounds: text('11'), 'measured-ms': text('1500'), 'whole-us': text('0'), result: text('build/bench/io.json'),
    help: { type: 'boolean', default: false },
  } });
  if (values.help) console.log(usage);
  else await main(values);
} catch (error) {
  const isUsage = error.isUsage || error.code?.startsWith('ERR_PARSE_ARGS');
  console.error(`bench: ${error.message}${isUsage ? `\n${usage}` : ''}`);
  process.exit(isUsage ? 2 : 5);
}
