// Made-up runs and workloads for the tests of what judges and writes.

export const costs = (us, state = 'near') => ({ cpu_ns: us * 1000, answers: 1, events: 0, state, repeats: 0, before_ns: 90, after_ns: 90, others_percent: 1 });

/** A round in which each contender cost so many microseconds, all under the same conditions. */
export const roundOf = (costsByName, state) => Object.fromEntries(Object.entries(costsByName).map(([name, us]) => [name, costs(us, state)]));

export const workloadWith = (musts, more = {}) => ({
  name: 'made_up', about: 'nothing', figures: [{ name: 'CPU µs', of: (run) => run.cpu_ns / 1000, musts, ...more }],
});

/** The row of one contender. */
export const rowOf = (rows, contender) => rows.find((row) => row.contender === contender);
