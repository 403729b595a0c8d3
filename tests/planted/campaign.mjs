// The campaign: build the programs with every bug planted, see that they pass with none switched on, then switch on one after the other.
//   run [BUILD] [NAME...]        the campaign, or the named bugs alone; BUILD is a configured build directory (build/dev)
//   run --check                  whether every bug can still be planted, and its test is there; builds nothing
//   run --write DIRECTORY SOURCE writes the copy of one source, for the build
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { isNodeTest, nodeTest, plant, problemsOf, readBugs, root, unitTests } from './plant.mjs';

const kUnitTestMs = 300_000;
const kNodeTestMs = 900_000;
const kOutputBytesMax = 64 << 20;
const kNotCaught = 1;
const kCannotRun = 2;

function say(line) { process.stdout.write(`${line}\n`); }

function fail(...lines) {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(kCannotRun);
}

/** The programs of one build directory, and what a run of them says. */
class Programs {
  constructor(build) {
    this.build = resolve(build);
    this.rooms = unitTests();
  }

  targetOf(bug) { return isNodeTest(bug.test) ? 'planted_jurymast' : `planted_${this.rooms.get(bug.test)}_test`; }

  make(bugs) {
    const targets = [...new Set(bugs.map((bug) => this.targetOf(bug)))];
    const jobs = process.env.JOBS ? ['-j', process.env.JOBS] : [];
    const made = spawnSync('cmake', ['--build', this.build, ...jobs, '--target', ...targets], { stdio: ['ignore', 2, 2] });
    if (made.status !== 0) fail(`the programs with planted bugs cannot be built in ${this.build}; see above`);
  }

  #run(command, args, bug, timeout) {
    const env = { ...process.env, JURYMAST_PLANTED: bug, JURYMAST_BIN: join(this.build, 'bin/planted/jurymast'), JURYMAST_PRELOAD: join(this.build, 'preload') };
    return spawnSync(command, args, { env, timeout, encoding: 'utf8', maxBuffer: kOutputBytesMax, cwd: root });
  }

  /** The unit tests of one room that passed, with this bug switched on; parameters and types of a test are taken together. */
  #unitTests(room, tests, bug) {
    const filter = tests.flatMap((test) => [test, `*/${test}/*`, test.replace('.', '/*.')]).join(':');
    const ran = this.#run(join(this.build, 'bin/planted', `${room}_test`), [`--gtest_filter=${filter}`], bug, kUnitTestMs);
    const ended = new Set(), failed = new Set();
    for (const [, word, name] of ran.stdout.matchAll(/^\[ +(OK|FAILED) +\] ([\w./]+)/gm)) {
      const plain = tests.find((test) => name === test || name.includes(`/${test}/`) || name.startsWith(test.replace('.', '/')));
      if (plain) (word === 'OK' ? ended : failed).add(plain);
    }
    const how = ran.signal ?? (ran.status > 1 ? `exit ${ran.status}` : '');
    return { passed: tests.filter((test) => ended.has(test) && !failed.has(test)), failed: [...failed], how };
  }

  #nodeTest(test, bug) {
    const { file, title } = nodeTest(test);
    const pattern = `^${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}( \\(openai \\d+\\))?$`;
    const ran = this.#run(join(root, 'tests/e2e/run'), [`--test-name-pattern=${pattern}`, file], bug, kNodeTestMs);
    const passes = Number(/^ℹ pass (\d+)/m.exec(ran.stdout)?.[1] ?? 0), fails = Number(/^ℹ fail (\d+)/m.exec(ran.stdout)?.[1] ?? 0);
    return { passed: fails === 0 && passes > 0 ? [test] : [], failed: fails > 0 ? [test] : [], how: ran.signal ?? '' };
  }

  /** Whether the bug's test fails while the bug is switched on, and how. */
  tryOne(bug) {
    if (isNodeTest(bug.test)) return this.#nodeTest(bug.test, bug.name);
    return this.#unitTests(this.rooms.get(bug.test), [bug.test], bug.name);
  }

  /** The named tests that do not pass though no bug is switched on. */
  failingWithout(bugs) {
    const wanted = [...new Set(bugs.map((bug) => bug.test))];
    const byRoom = Map.groupBy(wanted.filter((test) => !isNodeTest(test)), (test) => this.rooms.get(test));
    const passed = new Set();
    for (const [room, tests] of byRoom) for (const test of this.#unitTests(room, tests, '').passed) passed.add(test);
    for (const test of wanted.filter(isNodeTest)) for (const good of this.#nodeTest(test, '').passed) passed.add(good);
    return wanted.filter((test) => !passed.has(test));
  }
}

function campaign(build, names) {
  const all = readBugs();
  const problems = problemsOf(all);
  const unknown = names.filter((name) => !all.some((bug) => bug.name === name));
  if (problems.length > 0 || unknown.length > 0) fail(...problems, ...unknown.map((name) => `no bug is called ${name}`));
  const bugs = names.length > 0 ? all.filter((bug) => names.includes(bug.name)) : all;
  const programs = new Programs(build);
  programs.make(bugs);
  const broken = programs.failingWithout(bugs);
  if (broken.length > 0) fail(...broken.map((test) => `${test} does not pass though no bug is switched on, so it proves nothing`));

  const width = Math.max(...bugs.map((bug) => bug.name.length));
  let caught = 0;
  for (const bug of bugs) {
    const { passed, failed, how } = programs.tryOne(bug);
    const found = passed.length === 0 && (failed.length > 0 || how !== '');
    if (found) ++caught;
    say(`${bug.name.padEnd(width)}  ${found ? `caught by ${bug.test}${failed.length === 0 ? ` (${how})` : ''}` : `NOT CAUGHT by ${bug.test}: ${bug.promise}`}`);
  }
  say(`${caught} of ${bugs.length} planted bugs were caught`);
  process.exit(caught === bugs.length ? 0 : kNotCaught);
}

function check() {
  const bugs = readBugs();
  const problems = problemsOf(bugs);
  for (const problem of problems) say(problem);
  say(`${bugs.length} planted bugs, ${problems.length} problems`);
  process.exit(problems.length === 0 && bugs.length > 0 ? 0 : kNotCaught);
}

function write(directory, source) {
  const path = join(directory, source);
  const text = plant(source, readBugs());
  // What another bug of the list has changed elsewhere is not compiled again.
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--check' && rest.length === 0) check();
else if (first === '--write' && rest.length === 2) write(...rest);
else if (first?.startsWith('-')) fail('usage: tests/planted/run [BUILD [NAME...]] | --check | --write DIRECTORY SOURCE');
else campaign(first ?? join(root, 'build/dev'), rest);
