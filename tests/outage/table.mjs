// The result as a table: the same rows for the terminal and for the report.
const columns = ['outage', 'figure', 'measured', 'bound', 'simulated', 'baseline', 'verdict'];

function valueText(value, unit) {
  if (value === null) return 'never';
  const digits = unit === '×' || !Number.isInteger(value) ? 2 : 0;
  return `${value.toFixed(digits)}${unit}`;
}

const rangeText = ({ least, median, most }) => `${median} (${least} to ${most})`;

function cellsOf(row) {
  if (row.failure) return [[row.name, row.failure.split('\n')[0], '', '', '', '', 'not measured']];
  return row.figures.map(({ name, unit, sign, figure, bound, simulated, baseline, verdict }, i) => [
    i === 0 ? row.name : '', name, valueText(figure, unit), `${sign} ${valueText(bound, unit)}`, simulated ? rangeText(simulated) : '',
    baseline === undefined ? '' : valueText(baseline, unit), verdict,
  ]);
}

const rowsOf = (result) => result.rows.flatMap(cellsOf);

export function asText(result) {
  const rows = [columns, ...rowsOf(result)];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()).join('\n');
}

export function asMarkdown(result) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rowsOf(result).map(line)].join('\n');
}
