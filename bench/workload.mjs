// One workload on everyone who is there: tries of rounds of runs, until there are enough of them.
import { measure } from './measure.mjs';
import { proxies } from './proxies.mjs';
import { Stage } from './stage.mjs';
import { conditions, summarize } from './summary.mjs';
import { isSettled } from './verdict.mjs';

/** What a machine lacks for a workload; null: nothing. */
export function reasonNotToRun({ cpusMin = 0, filesMin = () => 0 }, form, { cpus, files }) {
  if (cpus < cpusMin) return `${cpus} CPUs; it takes ${cpusMin}`;
  if (files < filesMin(form)) return `a process may have ${files} files open; it takes ${filesMin(form)}: raise it with ulimit -n`;
  return null;
}

/** A figure that is missing must not look like one that was measured. */
export function requireFigures({ name, figures }, round) {
  for (const [contender, run] of Object.entries(round)) {
    const counted = run.answers === undefined || run.answers + run.events > 0;
    const values = contender === 'direct' ? [] : figures.map((figure) => figure.of(run, round));
    const paid = contender === 'direct' || run.cpu_ns !== 0;
    if (counted && paid && values.every(Number.isFinite)) continue;
    throw new Error(`${name} on ${contender}: a figure is missing: ${JSON.stringify(run)}`);
  }
}

/** Each round begins with the next contender, so that none always runs first. */
async function runRound(plan, stage, round) {
  const { names } = stage;
  const runs = {};
  for (let i = 0; i < names.length; ++i) {
    const name = names[(i + round) % names.length];
    try {
      runs[name] = await measure(plan, stage, name);
    } catch (error) {
      throw new Error(`${plan.workload.name} on ${name}: ${error.message}`);
    }
  }
  const ordered = Object.fromEntries(names.map((name) => [name, runs[name]]));
  requireFigures(plan.workload, ordered);
  return ordered;
}

async function runTry(plan, stage) {
  const repeatUntil = performance.now() + plan.form.repeatSeconds * 1000;
  const rounds = [];
  while (rounds.length < plan.form.rounds) rounds.push(await runRound({ ...plan, repeatUntil }, stage, rounds.length));
  return rounds;
}

async function runTries(plan, contenders) {
  const stage = new Stage(plan);
  const tries = [];
  try {
    await stage.open(contenders);
    do tries.push(await runTry(plan, stage)); while (!isSettled(summarize(plan.workload, tries), tries.length, plan.form.tries));
  } finally {
    await stage.close();
  }
  return tries;
}

/** The workload as the result keeps it. */
export async function runWorkload(plan) {
  const { workload, form } = plan;
  const wanted = Object.entries(workload.contenders).filter(([name]) => !form.only || form.only.includes(name));
  const present = wanted.filter(([, { proxy }]) => proxies[proxy].isThere(plan));
  const titles = Object.fromEntries(wanted.filter(([, { title }]) => title).map(([name, { title }]) => [name, title]));
  const notMeasured = wanted.filter((entry) => !present.includes(entry)).map(([name]) => name);
  const tries = await runTries({ ...plan, form: workload.times?.(form) ?? form }, present);
  return { name: workload.name, about: workload.about, titles, not_measured: notMeasured, conditions: conditions(tries.flat()),
           rows: summarize(workload, tries), tries };
}
