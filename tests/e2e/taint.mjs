// Words that must appear nowhere: planted where prompts, answers, keys and ids travel, and looked for in everything that stays behind.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const planted = new Map();

/** A word of 32 letters and digits that is like no other; `place` says where it was put. */
export function plant(place) {
  const word = `t${randomBytes(24).toString('base64').replace(/[+/=]/g, 'x')}`.slice(0, 32);
  planted.set(word, place);
  return word;
}

/** The word as it could stand in a log, a record or a page: plain, encoded, or as a part of something encoded. */
function formsOf(word) {
  const bytes = Buffer.from(word);
  // The middle of a base64 text at each of its three alignments.
  const shifted = [0, 1, 2].map((by) => Buffer.concat([Buffer.alloc(by), bytes]).toString('base64').slice(by === 0 ? 0 : 4, -4));
  return [word, bytes.toString('hex'), bytes.toString('hex').toUpperCase(), encodeURIComponent(word), JSON.stringify(word).slice(1, -1),
          [...word].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''),
          [...word].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join(''), ...shifted];
}

/** Shapes of well-known secrets, whoever put them there. */
const secretShapes = [/\bsk-[A-Za-z0-9_-]{16,}/, /\bBearer [A-Za-z0-9._~+/-]{12,}/i, /-----BEGIN [A-Z ]*PRIVATE KEY-----/, /\bAKIA[0-9A-Z]{16}\b/,
                      /\beyJ[A-Za-z0-9_-]{10,}\.eyJ/];

/** Where planted words were found in `text`, as `PLACE in WHERE`. */
export function findings(where, text) {
  const found = [];
  for (const [word, place] of planted) {
    if (formsOf(word).some((form) => text.includes(form))) found.push(`${place} in ${where}`);
  }
  for (const shape of secretShapes) {
    if (shape.test(text)) found.push(`${shape} in ${where}`);
  }
  return found;
}

/** Every file below a folder, as text that keeps each byte; `record.key` and its like are secrets of our own, not of callers. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => [file, readFileSync(file).toString('latin1')]);
}
