// A result as text: the same rows for the terminal and for the report.
import { countVerdicts } from './verdict.mjs';

const contenderTitles = {
  jurymast: 'Jurymast', nginx: 'nginx', haproxy: 'HAProxy, HTTP mode', haproxy_tcp: 'HAProxy, TCP mode', portkey: 'Portkey gateway',
};

export const titleOf = (contender, titles = {}) => titles[contender] ?? contenderTitles[contender] ?? contender;

/** As many places as a figure of its size needs; Portkey's ratio is a few hundredths. */
export function number(value) {
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(size < 0.1 && size > 0 ? 3 : 2);
}
const range = (spread) => (spread ? `${number(spread.min)} to ${number(spread.max)}` : '–');
const isSteady = ({ basis }) => basis === undefined || basis === 'near' || basis === 'any';
const median = (spread) => (spread ? number(spread.median) : '–');
const labelled = (spread) => (spread && !isSteady(spread) ? `${median(spread)} (${spread.basis})` : median(spread));

/** A ratio as a number, a difference with its sign. */
const beside = (value, { by }) => (by === 'difference' && value >= 0 ? `+${number(value)}` : number(value));

function relationText(relation) {
  if (!relation) return '';
  return `${beside(relation.median, relation)} (${beside(relation.min, relation)} to ${beside(relation.max, relation)})`;
}

/** A must or an aim of a row; nothing where there is none. */
function boundText(bound, { relation = { by: 'figure' } }) {
  if (!bound) return '';
  return bound.atMost === undefined ? `at least ${beside(bound.atLeast, relation)}` : `at most ${beside(bound.atMost, relation)}`;
}

/** What a must is held against, and under which conditions it was measured where they were not steady. */
function measuredText({ relation, absolute }) {
  if (!relation) return labelled(absolute);
  return beside(relation.median, relation) + (isSteady(relation) ? '' : ` (${relation.basis})`);
}

function verdictText({ tries, verdict }) {
  if (verdict === 'not known') return `not known (${tries.join(', ')})`;
  return `${verdict} in ${tries.filter((one) => one === verdict).length} of ${tries.length}`;
}

function mustText(row, judged) {
  const conditions = isSteady(row.relation ?? {}) ? '' : `${row.relation.basis}; `;
  if (!row.must) return conditions.replace('; ', '');
  return `${conditions}${boundText(row.must, row)}${judged ? `: ${verdictText(row)}` : ''}`;
}

export const columns = ['figure', '', 'median', 'range', 'Jurymast ÷ this, or − where signed', 'must', 'aim'];

/** Rows of text below `columns`. */
export function rowsOf(workload, judged) {
  return workload.rows.map((row) => [
    row.figure, titleOf(row.contender, workload.titles), labelled(row.absolute), range(row.absolute), relationText(row.relation), mustText(row, judged),
    boundText(row.aim, row),
  ]);
}

/** One line on what the machine did during a workload. */
export function conditionsText({ states, repeats, probe_ns: probe, others_percent: others }) {
  const counts = Object.entries(states).map(([state, count]) => `${count} ${state}`).join(', ');
  const probes = probe ? `; probe ${range(probe)} ns (median ${median(probe)})` : '';
  const disturbance = others ? `; other processes up to ${others.max} % of the proxy's CPU` : '';
  return `runs: ${counts}; ${repeats} repeated${probes}${disturbance}`;
}

export function asText(workload, judged) {
  if (workload.not_run) return `${workload.name}: ${workload.about}\n  not measured: ${workload.not_run}\n`;
  const rows = [columns, ...rowsOf(workload, judged)];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const lines = rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()}`);
  const missing = workload.not_measured.map((name) => `  not measured: ${titleOf(name, workload.titles)}, which is not installed`);
  return [`${workload.name}: ${workload.about}`, ...lines, ...missing, `  ${conditionsText(workload.conditions)}`, ''].join('\n');
}

const line = (cells) => `| ${cells.join(' | ')} |`;

/** A table of a page. */
export const markdownTable = (titles, rows) => [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');

export const asMarkdown = (workload, judged) => markdownTable(columns, rowsOf(workload, judged));

/** What a must is about, in words. */
function subjectOf(workload, { contender, relation, figure }) {
  if (!relation) return figure;
  return `${figure}, Jurymast ${relation.by === 'ratio' ? '÷' : '−'} ${titleOf(contender, workload.titles)}`;
}

/** Every must of a result beside what was measured; a workload that was not run says so in a line of its own. */
export function mustsTable({ workloads, judged }) {
  const rows = workloads.flatMap((workload) => (workload.not_run
    ? [[workload.name, '', `not measured: ${workload.not_run}`, '', '', '']]
    : workload.rows.filter(({ must }) => must).map((row) => [
      workload.name, subjectOf(workload, row), measuredText(row), boundText(row.must, row), judged ? verdictText(row) : 'not judged', boundText(row.aim, row)])));
  return markdownTable(['workload', 'figure', 'measured', 'must', '', 'aim'], rows);
}

/** The last line of a run that judges, and before it each must that was not reached. */
export function verdictsText(workloads) {
  const counts = countVerdicts(workloads);
  const short = workloads.flatMap((workload) => workload.rows.filter(({ must, verdict }) => must && verdict !== 'met').map((row) => (
    `  ${row.verdict}: ${workload.name}, ${subjectOf(workload, row)}: ${measuredText(row)}, ${boundText(row.must, row)}`)));
  return [...short, `musts: ${counts.met} met, ${counts.missed} missed, ${counts['not known']} not known`].join('\n');
}
