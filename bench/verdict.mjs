// Whether a must is reached: by one try, by the tries together, and by a whole run. There are three answers: met, missed, and not known.

/** A verdict of a try needs so many rounds in which both were measured under the same conditions. */
export const roundsForVerdictMin = 2;
/** So many tries that agree make the verdict. */
export const triesThatAgree = 2;

const meets = (must, value) => (must.atMost === undefined ? value >= must.atLeast : value <= must.atMost);

/** `measured` is the spread of what the must is about, in the rounds of the try that count, and the conditions they have in common. */
export function verdictOfTry(measured, must) {
  if (measured === null || measured.basis === 'disturbed' || measured.count < roundsForVerdictMin) return 'not known';
  return meets(must, measured.median) ? 'met' : 'missed';
}

/** The verdict that so many tries agree on; not known before, and where they never do. */
export function verdictOf(tries) {
  return ['met', 'missed'].find((verdict) => tries.filter((one) => one === verdict).length >= triesThatAgree) ?? 'not known';
}

/** Whether another try can tell nothing more of these rows. */
export function isSettled(rows, tries, triesMax) {
  return tries >= triesMax || rows.every((row) => !row.must || verdictOf(row.tries) !== 'not known');
}

/** How many musts of a run came to which verdict. */
export function countVerdicts(workloads) {
  const counts = { met: 0, missed: 0, 'not known': 0 };
  for (const { rows } of workloads) for (const row of rows) if (row.must) ++counts[row.verdict];
  return counts;
}

/** As the product's own commands: 0 all are met, 1 one is missed, 3 none is missed and one is not known. Nothing is judged: 0. */
export function exitCodeOf({ judged, workloads }) {
  if (!judged) return 0;
  const counts = countVerdicts(workloads);
  if (counts.missed > 0) return 1;
  return counts['not known'] > 0 ? 3 : 0;
}
