// How long and how often each form measures.

/**
 * `rounds` make one try. `tries` are the most there are of what has a must: two of them that agree are enough. After `repeatSeconds` of a try
 * none of its runs is repeated, so that the whole stays within its time. `only` names the contenders where not everyone takes part.
 */
export const forms = {
  smoke: { tries: 1, rounds: 1, warmupMs: 200, measuredMs: 800, repeatSeconds: 0, starts: 1, records: 2000, streams: 200, judged: false,
           only: ['jurymast', 'direct', 'healthy_primary', 'steady'] },
  short: { tries: 1, rounds: 2, warmupMs: 200, measuredMs: 500, repeatSeconds: 2, starts: 3, records: 20000, streams: 5000, judged: false },
  full: { tries: 3, rounds: 3, warmupMs: 500, measuredMs: 2500, repeatSeconds: 20, starts: 7, records: 200000, streams: 5000, judged: true },
};

export const formTexts = { smoke: 'the smoke test; its figures mean nothing', short: 'the short form; it judges nothing', full: 'the full form' };
