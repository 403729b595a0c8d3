// A result as text: the same rows for the terminal and for the report.

const contenderTitles = {
  jurymast: 'Jurymast', nginx: 'nginx', haproxy: 'HAProxy, HTTP mode', haproxy_tcp: 'HAProxy, TCP mode',
  healthy_primary: 'Jurymast, healthy primary',
};

export const titleOf = (contender) => contenderTitles[contender] ?? contender;

const number = (value) => value.toFixed(Math.abs(value) < 10 ? 2 : 1);
const median = (spread) => (spread ? number(spread.median) : '–');
const range = (spread) => (spread ? `${number(spread.min)} to ${number(spread.max)}` : '–');
const ratioText = (ratio) => (ratio ? `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})` : '');

function goalText(ratio, judged) {
  if (!ratio) return '';
  const basis = ratio.basis === 'near' ? '' : `${ratio.basis}; `;
  if (!ratio.goal) return basis.replace('; ', '');
  return `${basis}at most ${ratio.goal.toFixed(2)}${judged ? `: ${ratio.verdict}` : ''}`;
}

export const columns = ['figure', '', 'median', 'range', 'Jurymast ÷ this', 'goal'];

/** Rows of text below `columns`. */
export function rowsOf(workload, judged) {
  return workload.rows.map((row) => [
    row.figure, titleOf(row.contender), median(row.absolute), range(row.absolute), ratioText(row.ratio), goalText(row.ratio, judged),
  ]);
}

/** One line on what the machine did during a workload. */
export function conditionsText({ states, repeats, probe_ns: probe, others_percent: others }) {
  const counts = Object.entries(states).map(([state, count]) => `${count} ${state}`).join(', ');
  const figures = probe ? `; probe ${range(probe)} ns (median ${median(probe)}); other processes up to ${others.max} % of the proxy's CPU` : '';
  return `runs: ${counts}; ${repeats} repeated${figures}`;
}

export function asText(workload, judged) {
  const rows = [columns, ...rowsOf(workload, judged)];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const lines = rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()}`);
  const missing = workload.not_measured.map((name) => `  not measured: ${titleOf(name)}`);
  return [`${workload.name}: ${workload.about}`, ...lines, ...missing, `  ${conditionsText(workload.conditions)}`, ''].join('\n');
}

export function asMarkdown(workload, judged) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rowsOf(workload, judged).map(line)].join('\n');
}
