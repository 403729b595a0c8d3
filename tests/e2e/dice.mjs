// Chance that can be repeated: the same seed throws the same numbers everywhere.
export class Dice {
  constructor(seed) { this.state = seed >>> 0; }

  /** A whole number from 0 to `limit` - 1 (mulberry32). */
  below(limit) {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick(list) { return list[this.below(list.length)]; }
  many(count, make) { return Array.from({ length: count }, make); }
}
