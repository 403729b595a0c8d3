// Runs workloads on every proxy that is installed, round by round, prints a table and writes the result as JSON.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { makeCertificates } from './certificates.mjs';
import { forms } from './forms.mjs';
import { chooseCpus, describeMachine, filesMax } from './machine.mjs';
import { nearNsMax, othersPercentMax, repeatsMax } from './measure.mjs';
import { proxies } from './proxies.mjs';
import { asText, verdictsText } from './table.mjs';
import { exitCodeOf, triesThatAgree } from './verdict.mjs';
import { reasonNotToRun, runWorkload } from './workload.mjs';
import { workloads } from './workloads/all.mjs';
import { writeReport } from './write_report.mjs';

/** Where `make bench` has just built everything. */
const freshBin = 'build/release/bin';
const profileFile = 'build/bench/profile.json';

const usage = `usage: bench/run [--form smoke|short|full] [--bin FOLDER] [--result FILE] [--workload NAME]... [--report FILE] [--profile FILE]
       bench/run profile [--bin FOLDER] [--profile FILE]
  --form      how long: a second a workload on Jurymast alone, 2 to 3 minutes, at most 35 minutes (default: full)
  --bin       where jurymast and the programs of the benchmark are (default: ${freshBin})
  --result    the JSON that is written (default: build/bench/result.json)
  --workload  only this one of: ${workloads.map(({ name }) => name).join(', ')}
  --report    measure nothing, write the report of the result there, with a chart and the result beside it
  --profile   what \`bench/run profile\` writes, and the report reads where it is there (default: ${profileFile})
The full form judges. It exits with 1 where a must is missed in two of three tries, with 3 where none is and for one it is not known;
a wrong answer, or anything that cannot be run, is 5.`;

class UsageError extends Error {}

function readOptions() {
  const { values } = parseArgs({ options: {
    form: { type: 'string', default: 'full' }, bin: { type: 'string', default: freshBin },
    result: { type: 'string', default: 'build/bench/result.json' }, workload: { type: 'string', multiple: true, default: [] },
    report: { type: 'string' }, profile: { type: 'string', default: profileFile }, help: { type: 'boolean', default: false },
  } });
  if (!(values.form in forms)) throw new UsageError(`there is no form ${values.form}`);
  const unknown = values.workload.find((name) => !workloads.some((workload) => workload.name === name));
  if (unknown) throw new UsageError(`there is no workload ${unknown}`);
  return values;
}

async function versionsOf(bin) {
  const versions = {};
  for (const [name, proxy] of Object.entries(proxies)) {
    if (proxy.version && proxy.isThere({ bin })) versions[name] = await proxy.version({ bin });
  }
  return versions;
}

/** The result before anything is measured. */
async function beginResult({ form: name, bin }, cpus) {
  const { only, ...form } = forms[name];
  return { form: name, ...form, cpus, date: new Date().toISOString().slice(0, 10), machine: await describeMachine(bin === freshBin),
           versions: await versionsOf(bin), tries_that_agree: triesThatAgree,
           limits: { near_ns_max: nearNsMax, others_percent_max: othersPercentMax, repeats_max: repeatsMax }, workloads: [] };
}

/** One workload a line, so that two results can be compared by eye. */
function resultText({ workloads: measured, ...rest }) {
  const lines = measured.map((workload) => JSON.stringify(workload)).join(',\n');
  return `${JSON.stringify(rest, null, 1).replace(/\n}$/, '')},\n "workloads": [\n${lines}\n]}\n`;
}

async function measureAll(chosen, plan, result) {
  for (const workload of chosen) {
    const reason = reasonNotToRun(workload, plan.form, { cpus: plan.cpus.count, files: filesMax() });
    const { name, about } = workload;
    const done = reason ? { name, about, not_run: reason, rows: [] } : await runWorkload({ ...plan, workload, folder: join(plan.folder, name) });
    result.workloads.push(done);
    console.log(asText(done, result.judged));
  }
}

async function main(options) {
  const { bin } = options;
  if (!proxies.jurymast.isThere({ bin })) throw new Error(`there is no jurymast in ${bin}; build it with: make bench`);
  const cpus = chooseCpus();
  console.log(cpus.proxy === null ? 'One CPU only: nothing is pinned, and the load takes its time from the proxy. Only ratios mean anything.'
    : `The proxy runs on CPU ${cpus.proxy}, upstream and load on CPU ${cpus.load}.`);
  const result = await beginResult(options, cpus);
  const folder = mkdtempSync(join(process.env.TMPDIR ?? '/tmp', 'jurymast-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const certificates = await makeCertificates(join(folder, 'certificates'));
  const chosen = workloads.filter(({ name }) => options.workload.length === 0 || options.workload.includes(name));
  await measureAll(chosen, { bin, cpus, form: forms[options.form], folder, certificates }, result);
  mkdirSync(dirname(options.result), { recursive: true });
  writeFileSync(options.result, resultText(result));
  console.log(`Everything measured is in ${options.result}.`);
  if (result.judged) console.log(verdictsText(result.workloads));
  process.exitCode = exitCodeOf(result);
}

try {
  const options = readOptions();
  if (options.help) console.log(usage);
  else if (options.report) console.log(writeReport(options));
  else await main(options);
} catch (error) {
  const isUsage = error instanceof UsageError || error.code?.startsWith('ERR_PARSE_ARGS');
  console.error(isUsage ? `bench: ${error.message}\n${usage}` : `bench: ${error.message}`);
  process.exit(isUsage ? 2 : 5);
}
