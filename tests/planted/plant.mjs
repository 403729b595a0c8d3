// The lists of planted bugs, and how one comes into a copy of its source: pure functions, and the reading of files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = dirname(fileURLToPath(import.meta.url));
export const root = join(folder, '..', '..');

const kNodeTest = '.test.mjs: ';

/** Every planted bug, in the order of the lists; `list` is the file that it stands in. */
export function readBugs() {
  const lists = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
  return lists.flatMap((list) => JSON.parse(readFileSync(join(folder, list), 'utf8')).map((bug) => ({ list, ...bug })));
}

const switchOf = (bug) => `planted("${bug.name}")`;

/** What stands in the copy in place of a text; several bugs may take the place of the same expression. */
function guarded(bugs) {
  const [first] = bugs;
  if (first.left_out) return `if (!${switchOf(first)}) { ${first.text} }`;
  if (first.put !== undefined) return first.put.replaceAll('PLANTED', switchOf(first));
  return bugs.reduceRight((rest, bug) => `(${switchOf(bug)} ? (${bug.bug}) : ${rest})`, `(${first.text})`);
}

/** The source with all of its bugs planted and none switched on; lines keep their numbers as far as the bugs let them. */
export function plant(source, bugs) {
  const byText = Map.groupBy(bugs.filter((bug) => bug.source === source), (bug) => bug.text);
  let text = readFileSync(join(root, 'src', source), 'utf8');
  for (const [original, own] of byText) text = text.replace(original, () => guarded(own));
  return `#include "planted.hpp"\n#line 1 "${source}"\n${text}`;
}

export function isNodeTest(test) { return test.includes(kNodeTest); }

/** File and title of an end-to-end test. */
export function nodeTest(test) {
  const [file] = test.split(': ', 1);
  return { file, title: test.slice(file.length + 2) };
}

/** For every unit test, by `Suite.Name`, the room whose program holds it. */
export function unitTests() {
  const rooms = new Map();
  for (const file of readdirSync(join(root, 'src'), { recursive: true })) {
    if (!file.endsWith('_test.cpp')) continue;
    const text = readFileSync(join(root, 'src', file), 'utf8');
    for (const [, suite, name] of text.matchAll(/^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)/gm)) rooms.set(`${suite}.${name}`, file.split('/')[0]);
  }
  return rooms;
}

function occurrences(text, part) { return part === '' ? 0 : text.split(part).length - 1; }

function problemsOfText(bug) {
  const file = join(root, 'src', bug.source);
  if (!existsSync(file)) return [`there is no source src/${bug.source}`];
  const text = readFileSync(file, 'utf8');
  const found = occurrences(text, bug.text);
  return found === 1 ? [] : [`its text stands ${found} times in src/${bug.source}, and must stand once; adapt it to what the source says now`];
}

function problemsOfTest(bug, tests) {
  if (!isNodeTest(bug.test)) return tests.has(bug.test) ? [] : [`there is no test ${bug.test}`];
  const { file, title } = nodeTest(bug.test);
  const path = join(root, 'tests', 'e2e', file);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return text.includes(`'${title}'`) || text.includes(`\`${title}\``) ? [] : [`there is no test ${bug.test}`];
}

const sharesItsPlace = (bug, other) => bug.text === other.text && bug.bug !== undefined && other.bug !== undefined;

/** Where two bugs of one source stand in each other's text, the second could not be planted. */
function problemsOfOverlap(bug, bugs) {
  const file = join(root, 'src', bug.source);
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const begin = text.indexOf(bug.text);
  return bugs.filter((other) => other !== bug && other.source === bug.source && !sharesItsPlace(bug, other)).flatMap((other) => {
    const at = text.indexOf(other.text);
    return at >= begin && at < begin + bug.text.length ? [`its text reaches into that of ${other.name}`] : [];
  });
}

function problemsOfForm(bug) {
  const problems = ['name', 'promise', 'source', 'text', 'test'].filter((key) => !bug[key]).map((key) => `it has no "${key}"`);
  const forms = ['bug', 'left_out', 'put'].filter((key) => bug[key] !== undefined);
  if (forms.length !== 1) problems.push('it needs exactly one of "bug", "left_out" and "put"');
  if (bug.put !== undefined && !bug.put.includes('PLANTED')) problems.push('its "put" does not ask PLANTED');
  return problems;
}

/** What keeps bugs from being planted, a line each; none where the lists hold. */
export function problemsOf(bugs) {
  const tests = unitTests();
  return bugs.flatMap((bug) => {
    const form = problemsOfForm(bug);
    const twice = bugs.filter((other) => other.name === bug.name).length > 1 ? ['another bug has its name'] : [];
    const further = form.length > 0 ? [] : [...problemsOfText(bug), ...problemsOfTest(bug, tests), ...problemsOfOverlap(bug, bugs)];
    return [...form, ...twice, ...further].map((problem) => `tests/planted/${bug.list}: ${bug.name}: ${problem}`);
  });
}
