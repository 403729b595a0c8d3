// Rewrites the measured part of docs/outages.md from the JSON of the campaign: report.mjs RESULT PAGE. Figures are never typed by hand.
import { readFileSync, writeFileSync } from 'node:fs';

import { asMarkdown } from './table.mjs';

const begin = '<!-- measured: begin -->';
const end = '<!-- measured: end -->';

function measured(result) {
  const { cpu, cpus } = result.machine;
  const stories = result.rows.map(({ name, story }) => `* **${name}**: ${story}`).join('\n');
  const about = `Measured ${result.at.slice(0, 10)}; gateway, providers and load together on ${cpus} × ${cpu}.
SHA-256 of the binary: ${result.binary}….`;
  return `${begin}\n${stories}\n\n${asMarkdown(result)}\n\n${about}\n${end}`;
}

function fail(message) {
  process.stderr.write(`report: ${message}\n`);
  process.exit(1);
}

const [from, page] = process.argv.slice(2);
if (page === undefined) fail('usage: report.mjs RESULT PAGE');
const result = JSON.parse(readFileSync(from, 'utf8'));
if (result.form !== 'full') fail(`${from} is of the ${result.form} form; the page tells of the full one: make outage`);
const missing = ['A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8'].filter((name) => !result.rows.some((row) => row.name.startsWith(name)));
if (missing.length > 0) fail(`${from} lacks ${missing.join(', ')}; run the whole campaign: make outage`);
const text = readFileSync(page, 'utf8');
const [first, last] = [text.indexOf(begin), text.indexOf(end)];
if (first === -1 || last < first) fail(`${page} has no "${begin}" with "${end}" behind it`);
writeFileSync(page, text.slice(0, first) + measured(result) + text.slice(last + end.length));
