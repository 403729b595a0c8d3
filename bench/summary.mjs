// From the runs of a workload to its figures: medians and ranges of runs that count, and comparisons of runs of one round.
import { verdictOf, verdictOfTry } from './verdict.mjs';

/** Median, smallest and largest; null of nothing. */
export function spread(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1), count: sorted.length };
}

const absoluteStates = ['near', 'not pinned'];

/** What a run was done under; a figure that is less what it is without a proxy needs that run to be like it. */
function stateIn(round, name) {
  const { state } = round[name];
  return round.direct && round.direct.state !== state ? 'disturbed' : state;
}

/** The rounds in which all of these were measured under the same conditions, near before far where these are as many; else all of them. */
function comparable(rounds, names) {
  const groups = [...absoluteStates, 'far'].map((state) => (
    { basis: state, rounds: rounds.filter((round) => names.every((name) => stateIn(round, name) === state)) }));
  const largest = groups.reduce((best, group) => (group.rounds.length > best.rounds.length ? group : best));
  return largest.rounds.length > 0 ? largest : { basis: 'disturbed', rounds };
}

const comparisons = { ratio: (ours, theirs) => ours / theirs, difference: (ours, theirs) => ours - theirs };

/** What a must of this row is about: of another contender the comparison with it, of Jurymast the figure itself. */
function measuredIn(rounds, figure, name) {
  const names = name === 'jurymast' ? [name] : ['jurymast', name];
  // Memory is the same wherever the CPUs stand.
  const { basis, rounds: chosen } = figure.steady ? { basis: 'any', rounds } : comparable(rounds, names);
  const compare = comparisons[figure.beside ?? 'ratio'];
  const values = chosen.map((round) => (names.length === 1 ? figure.of(round[name], round)
    : compare(figure.of(round.jurymast, round), figure.of(round[name], round))));
  return { ...spread(values), basis };
}

/** What it costs by itself: in near runs, or else in far ones; nothing where every run was disturbed. */
function absoluteOf(rounds, figure, name) {
  if (figure.steady) return { ...spread(rounds.map((round) => figure.of(round[name], round))), basis: 'any' };
  const { basis, rounds: chosen } = comparable(rounds, [name]);
  return basis === 'disturbed' ? null : { ...spread(chosen.map((round) => figure.of(round[name], round))), basis };
}

function rowOf(tries, figure, contender) {
  const rounds = tries.flat();
  const row = { figure: figure.name, contender, absolute: absoluteOf(rounds, figure, contender) };
  if (contender !== 'jurymast' && rounds[0].jurymast) row.relation = { by: figure.beside ?? 'ratio', ...measuredIn(rounds, figure, contender) };
  const aim = figure.aims?.[contender];
  if (aim) row.aim = aim;
  const must = figure.musts?.[contender];
  if (!must) return row;
  const verdicts = tries.map((one) => verdictOfTry(measuredIn(one, figure, contender), must));
  return { ...row, must, tries: verdicts, verdict: verdictOf(verdicts) };
}

/** One row for each figure and contender; `tries` are lists of rounds. */
export function summarize(workload, tries) {
  const contenders = Object.keys(tries[0][0]).filter((name) => name !== 'direct');
  return workload.figures.flatMap((figure) => contenders.filter((name) => name === 'jurymast' || !figure.alone)
    .map((name) => rowOf(tries, figure, name)));
}

/** What the machine did: probes, other processes, and how many runs ended in which state. */
export function conditions(rounds) {
  const runs = rounds.flatMap((round) => Object.values(round));
  const states = {};
  for (const run of runs) states[run.state] = (states[run.state] ?? 0) + 1;
  const probed = runs.filter((run) => run.before_ns !== undefined);
  return {
    states, repeats: runs.reduce((sum, run) => sum + run.repeats, 0),
    probe_ns: spread(probed.flatMap((run) => [run.before_ns, run.after_ns])),
    others_percent: spread(probed.map((run) => run.others_percent).filter((percent) => percent !== null)),
  };
}
