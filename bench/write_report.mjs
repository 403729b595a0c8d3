// From files to files: the page, its chart, and the result and profile that both were made from.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

import { chartOf } from './chart.mjs';
import { reportOf } from './report.mjs';

function readResult(result) {
  try {
    return JSON.parse(readFileSync(result, 'utf8'));
  } catch (error) {
    throw new Error(`there is no result to report: ${error.message}; run: make bench`);
  }
}

/** Nothing where it was never taken. */
function readProfile(profile) {
  try {
    return JSON.parse(readFileSync(profile, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw new Error(`${profile} is no profile: ${error.message}; run: make bench-profile`);
  }
}

/** Writes NAME.md, NAME.svg and NAME.json, and NAME-profile.json where there is a profile; gives what to tell. */
export function writeReport({ result: file, profile: profileFile, report }) {
  const result = readResult(file);
  const profile = readProfile(profileFile);
  const beside = (ending) => report.replace(/\.md$/, '') + ending;
  const name = basename(beside(''));
  writeFileSync(report, reportOf(result, profile, name));
  writeFileSync(beside('.svg'), chartOf(result));
  copyFileSync(file, beside('.json'));
  if (profile) copyFileSync(profileFile, beside('-profile.json'));
  return `${report} is written from ${file}, and beside it ${name}.svg and ${name}.json${profile ? ` and ${name}-profile.json` : ''}.`;
}
