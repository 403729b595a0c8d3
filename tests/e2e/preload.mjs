// A disk and a wall clock that a test spoils while the gateway runs: libraries preloaded into it, steered by a few words in a file.
import { closeSync, existsSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { binary } from './child.mjs';

const wordBytes = 8;
const wordsMax = 8;
const libraries = process.env.JURYMAST_PRELOAD ?? join(dirname(binary), '..', 'preload');

class Steering {
  constructor(folder, name) {
    this.library = join(libraries, `${name}.so`);
    if (!existsSync(this.library)) throw new Error(`${this.library} is missing; build the target ${name}, or name its folder in JURYMAST_PRELOAD`);
    this.file = join(folder, `${name}.words`);
    writeFileSync(this.file, Buffer.alloc(wordBytes * wordsMax));
    this.descriptor = openSync(this.file, 'r+');
  }

  set(index, value) {
    const word = Buffer.alloc(wordBytes);
    word.writeBigInt64LE(BigInt(value));
    writeSync(this.descriptor, word, 0, wordBytes, index * wordBytes);
  }

  close() { closeSync(this.descriptor); }
}

const errorNumbers = { EIO: 5, ENOSPC: 28, EROFS: 30 };

/** What changes files below `below` is slow, fails or hangs, from the next call on. `env` is what the gateway is started with. */
export class FaultyDisk extends Steering {
  constructor(folder, below) {
    super(folder, 'faulty_disk');
    this.env = { LD_PRELOAD: this.library, JURYMAST_TEST_DISK: this.file, JURYMAST_TEST_DISK_BELOW: below };
  }

  fail(name) { this.set(0, errorNumbers[name]); }
  delay(ms) { this.set(1, ms * 1000); }
  hang() { this.set(2, 1); }
  heal() { for (const index of [0, 1, 2]) this.set(index, 0); }
}

/** A wall clock that is `ahead` by so many seconds, from the next look on; monotonic time is left alone. */
export class ShiftedClock extends Steering {
  constructor(folder) {
    super(folder, 'shifted_clock');
    this.env = { LD_PRELOAD: this.library, JURYMAST_TEST_CLOCK: this.file };
  }

  ahead(seconds) { this.set(0, seconds); }
}
