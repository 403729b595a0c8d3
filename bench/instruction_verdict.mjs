// What counted instructions say beside those that were kept.

/** A count may be so much above the one that is kept: a change elsewhere moves what lies on the heap, and a small count by up to 8 %. */
export const tolerancePercent = 12;

function judge(name, kept, counted) {
  if (kept === undefined) return { name, kept: null, counted, percent: null, verdict: 'nothing is kept of it' };
  if (counted === undefined) return { name, kept, counted: null, percent: null, verdict: 'not counted any more' };
  const percent = ((counted - kept) * 100) / kept;
  if (percent > tolerancePercent) return { name, kept, counted, percent, verdict: 'more than kept' };
  return { name, kept, counted, percent, verdict: percent < -tolerancePercent ? 'less than kept' : 'as kept' };
}

const howToKeep = 'UPDATE=1 keeps the counts of this build';

/** `kept` and `counted` are builds with their counts; `kept` is undefined where nothing is kept of that build. */
export function compare(kept, counted) {
  const foreign = Object.keys(counted.built).filter((word) => kept?.built[word] !== counted.built[word]);
  if (foreign.length > 0) {
    const reason = kept ? `the kept counts are of another build (${foreign.map((word) => `${word}: ${kept.built[word]}`).join('; ')})`
      : 'no counts of this build are kept';
    const rows = Object.entries(counted.instructions_per_call).map(([name, count]) => judge(name, undefined, count));
    return { verdict: 'not known', reason: `${reason}; ${howToKeep}`, rows };
  }
  const names = [...new Set([...Object.keys(counted.instructions_per_call), ...Object.keys(kept.instructions_per_call)])];
  const rows = names.map((name) => judge(name, kept.instructions_per_call[name], counted.instructions_per_call[name]));
  const of = (verdict) => rows.filter((row) => row.verdict === verdict).map(({ name }) => name);
  const differing = [...of('nothing is kept of it'), ...of('not counted any more')];
  const more = of('more than kept');
  const less = of('less than kept');
  if (more.length > 0) return { verdict: 'fail', reason: `more than ${tolerancePercent} % above what is kept: ${more.join(', ')}; where that is wanted, ${howToKeep}`, rows };
  if (differing.length > 0) return { verdict: 'fail', reason: `counted or kept alone: ${differing.join(', ')}; ${howToKeep}`, rows };
  return { verdict: 'pass', reason: less.length > 0 ? `clearly less than kept: ${less.join(', ')}; ${howToKeep}` : 'as kept', rows };
}
