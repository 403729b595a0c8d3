// From the runs of a workload to its figures: medians and ranges of runs that count, and ratios of runs of one round.

/** Median, smallest and largest; null of nothing. */
export function spread(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1), count: sorted.length };
}

const absoluteStates = ['near', 'not pinned'];
/** A verdict needs so many rounds in which both were measured under the same conditions. */
const roundsForVerdictMin = 3;

/** What a run was done under; a figure that is less what it is without a proxy needs that run to be like it. */
function stateIn(round, name) {
  const { state } = round[name];
  return round.direct && round.direct.state !== state ? 'disturbed' : state;
}

/** The rounds in which both were measured under the same conditions, near before far where these are as many; else all of them. */
function comparable(rounds, ours, theirs) {
  const groups = [...absoluteStates, 'far'].map((state) => (
    { basis: state, rounds: rounds.filter((round) => stateIn(round, ours) === state && stateIn(round, theirs) === state) }));
  const largest = groups.reduce((best, group) => (group.rounds.length > best.rounds.length ? group : best));
  return largest.rounds.length > 0 ? largest : { basis: 'disturbed', rounds };
}

function verdictOf(ratio, basis, goal) {
  if (basis === 'disturbed' || ratio.count < roundsForVerdictMin) return 'not known';
  return ratio.median <= goal ? 'met' : 'missed';
}

function compare(rounds, figure, theirs, goal) {
  const { basis, rounds: chosen } = comparable(rounds, 'jurymast', theirs);
  const ratio = spread(chosen.map((round) => figure.of(round.jurymast, round) / figure.of(round[theirs], round)));
  return { ...ratio, basis, ...(goal && { goal, verdict: verdictOf(ratio, basis, goal) }) };
}

/** One row for each figure and contender. */
export function summarize(workload, rounds) {
  return workload.figures.flatMap((figure) => Object.keys(rounds[0]).filter((name) => name !== 'direct').map((name) => {
    const counted = rounds.filter((round) => absoluteStates.includes(stateIn(round, name)));
    const row = { figure: figure.name, contender: name, absolute: spread(counted.map((round) => figure.of(round[name], round))) };
    if (name !== 'jurymast' && rounds[0].jurymast) row.ratio = compare(rounds, figure, name, workload.goals[name]);
    return row;
  }));
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
    others_percent: spread(probed.map((run) => run.others_percent)),
  };
}
