// The chart of a result: for each workload the first of its figures, one bar for each contender, and a mark where a must stands.
import { number, titleOf } from './table.mjs';

const width = 860;
const margin = 20;
const barLeft = 190;
const barWidthMax = 400;
const rowHeight = 19;
const barHeight = 12;
const titleHeight = 30;
const headHeight = 78;

const style = `
.chart{font-family:system-ui,"Segoe UI",Helvetica,Arial,sans-serif;font-size:12px}
.chart text{fill:#1a1a1a}
.chart .title{font-size:18px;font-weight:600}
.chart .name{font-weight:600}
.chart .note{fill:#444444}
.chart .end{text-anchor:end}
.chart .paper{fill:#ffffff}
.chart .ours{fill:#007a5a}
.chart .theirs{fill:#9aa5b1}
.chart .must{stroke:#b3261e;stroke-width:2.5}
@media screen and (prefers-color-scheme:dark){
.chart text{fill:#eeeeee}
.chart .note{fill:#c4c4c4}
.chart .paper{fill:#16181c}
.chart .ours{fill:#4fd0a5}
.chart .theirs{fill:#66717e}
.chart .must{stroke:#ff8a80}
}`;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const at = (value) => value.toFixed(1);
const text = (x, y, classes, words) => `<text x="${at(x)}" y="${at(y)}" class="${classes}">${escaped(words)}</text>`;
const stroke = (x, y, classes) => `<line x1="${at(x)}" x2="${at(x)}" y1="${at(y)}" y2="${at(y + barHeight + 4)}" class="${classes}"/>`;

/** Where Jurymast's bar has to end for each of its musts; a must of a difference has no place on the scale of this bar. */
function mustsAt(rows) {
  return rows.filter(({ must, contender, relation, absolute }) => must?.atMost > 0 && (contender === 'jurymast' || (relation.by === 'ratio' && absolute)))
    .map(({ must, contender, absolute }) => (contender === 'jurymast' ? must.atMost : must.atMost * absolute.median));
}

/** One contender that costs many times what the others do would leave nothing to see of these: its bar is cut, and its figure stands beside it. */
function scaleOf(rows) {
  const medians = rows.map(({ absolute }) => absolute?.median ?? 0).sort((a, b) => b - a);
  const largest = medians.length > 1 && medians[0] > 4 * medians[1] ? medians[1] * 1.3 : medians[0];
  return largest > 0 ? barWidthMax / largest : 0;
}

function barOf(row, scale, y, titles) {
  const ours = row.contender === 'jurymast';
  const label = text(barLeft - 8, y + barHeight - 2, `end${ours ? ' name' : ''}`, titleOf(row.contender, titles));
  if (!row.absolute) return [label, text(barLeft, y + barHeight - 2, 'note', 'not known: every run was disturbed')];
  const { median, min, max } = row.absolute;
  const length = Math.max(0, Math.min(median * scale, barWidthMax * 1.05));
  const cut = median * scale > length;
  return [
    label, `<rect x="${barLeft}" y="${at(y)}" width="${at(length)}" height="${barHeight}" class="${ours ? 'ours' : 'theirs'}"/>`,
    text(barLeft + barWidthMax * 1.05 + 10, y + barHeight - 2, ours ? 'name' : '',
         `${number(median)}${cut ? ', bar cut' : ''} (${number(min)} to ${number(max)})${row.absolute.basis === 'far' ? ' far' : ''}`),
  ];
}

function groupOf(workload, y) {
  const { figure } = workload.rows[0];
  const rows = workload.rows.filter((row) => row.figure === figure);
  const scale = scaleOf(rows);
  const parts = [text(margin, y + 14, 'name', `${workload.name}: ${figure}`)];
  rows.forEach((row, i) => parts.push(...barOf(row, scale, y + titleHeight - 8 + i * rowHeight, workload.titles)));
  const ours = rows.findIndex(({ contender }) => contender === 'jurymast');
  for (const place of mustsAt(rows)) {
    if (place * scale <= barWidthMax * 1.05) parts.push(stroke(barLeft + place * scale, y + titleHeight - 10 + ours * rowHeight, 'must'));
  }
  return { parts, height: titleHeight + rows.length * rowHeight + 6 };
}

/** An SVG without script, readable on light and dark. */
export function chartOf({ workloads, form, date, machine }) {
  const parts = [
    text(margin, 28, 'title', 'What a request, a chunk or a stream costs'),
    text(margin, 48, 'note', 'Medians and ranges; shorter is better. A red stroke is the most that Jurymast may need beside one of the others, or at all.'),
    text(margin, 64, 'note', `${form} form, ${date}, ${machine.cpu}, Linux ${machine.kernel}`),
  ];
  let y = headHeight;
  for (const workload of workloads.filter(({ rows }) => rows.length > 0)) {
    const group = groupOf(workload, y);
    parts.push(...group.parts);
    y += group.height;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + margin}" viewBox="0 0 ${width} ${y + margin}" role="img">
<title>What a request, a chunk or a stream costs through Jurymast and beside it</title>
<style>${style}
</style>
<g class="chart">
<rect width="${width}" height="${y + margin}" class="paper"/>
${parts.join('\n')}
</g>
</svg>
`;
}
