/** QR codes (ISO/IEC 18004) of up to 412 bytes, with correction M: drawn here, since what they hold is secret. Pure. */

/** By version, from 1 on: words of correction in a block, and blocks. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10];

/** True: dark. Without the quiet edge of four squares. Raises RangeError for a text that is too long. */
export function qrSquares(text: string, mask?: number): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  const code = new Squares(version);
  code.drawFixed();
  code.fill(withCorrection(dataWords(bytes, version), version));
  const best =
    mask ?? [0, 1, 2, 3, 4, 5, 6, 7].map((each) => [code.masked(each).penalty(), each] as const).sort(([one, a], [other, b]) => one - other || a - b)[0]![1];
  return code.masked(best).rows();
}

/** All of it as the path of an SVG, a unit for each square. */
export function qrPath(squares: readonly (readonly boolean[])[]): string {
  return squares.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
}

function versionFor(length: number): number {
  for (let version = 1; version <= CORRECTION.length; version += 1) {
    if (4 + lengthBits(version) + 8 * length <= 8 * dataRoom(version)) return version;
  }
  throw new RangeError('too long for a QR code');
}

const lengthBits = (version: number): number => (version < 10 ? 8 : 16);
const correctionOf = (version: number): number => CORRECTION[version - 1] ?? 0;
const blocksOf = (version: number): number => BLOCKS[version - 1] ?? 0;
const dataRoom = (version: number): number => allWords(version) - correctionOf(version) * blocksOf(version);

/** Words that fit, data and correction. */
function allWords(version: number): number {
  let squares = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const marks = Math.floor(version / 7) + 2;
    squares -= (25 * marks - 10) * marks - 55;
    if (version >= 7) squares -= 36;
  }
  return Math.floor(squares / 8);
}

function dataWords(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let at = length - 1; at >= 0; at -= 1) bits.push((value >>> at) & 1);
  };
  put(0b0100, 4); // bytes
  put(bytes.length, lengthBits(version));
  for (const byte of bytes) put(byte, 8);
  const room = 8 * dataRoom(version);
  put(0, Math.min(4, room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: room / 8 }, (_, word) => bits.slice(8 * word, 8 * word + 8).reduce((value, bit) => (value << 1) | bit, 0));
}

/** Data and correction of all blocks, woven into one another. */
function withCorrection(data: readonly number[], version: number): number[] {
  const [blocks, correction, all] = [blocksOf(version), correctionOf(version), allWords(version)];
  const short = blocks - (all % blocks);
  const divisor = divisorOf(correction);
  const parts: number[][] = [];
  const checks: number[][] = [];
  for (let block = 0, at = 0; block < blocks; block += 1) {
    const length = Math.floor(all / blocks) - correction + (block < short ? 0 : 1);
    const part = data.slice(at, at + length);
    at += length;
    parts.push(part);
    checks.push(remainder(part, divisor));
  }
  const woven = (of: number[][]) =>
    Array.from({ length: Math.max(...of.map((each) => each.length)) }, (_, word) => of.flatMap((each) => each.slice(word, word + 1))).flat();
  return [...woven(parts), ...woven(checks)];
}

/** In the field of 256 elements with the polynomial 0x11d. */
function times(one: number, other: number): number {
  let product = 0;
  for (let at = 7; at >= 0; at -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((other >>> at) & 1) * one;
  }
  return product;
}

function divisorOf(degree: number): number[] {
  let divisor = [...Array<number>(degree - 1).fill(0), 1];
  for (let step = 0, root = 1; step < degree; step += 1, root = times(root, 2)) {
    divisor = divisor.map((each, at) => times(each, root) ^ (divisor[at + 1] ?? 0));
  }
  return divisor;
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  let rest = divisor.map(() => 0);
  for (const word of data) {
    const factor = word ^ (rest[0] ?? 0);
    rest = divisor.map((each, at) => (rest[at + 1] ?? 0) ^ times(each, factor));
  }
  return rest;
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

class Squares {
  readonly #size: number;
  #dark: boolean[];
  readonly #fixed: boolean[];

  constructor(
    private readonly version: number,
    dark?: boolean[],
    fixed?: boolean[],
  ) {
    this.#size = 4 * version + 17;
    this.#dark = dark ?? Array<boolean>(this.#size ** 2).fill(false);
    this.#fixed = fixed ?? Array<boolean>(this.#size ** 2).fill(false);
  }

  /** What is the same in every code of this version. */
  drawFixed(): void {
    const last = this.#size - 1;
    for (let at = 0; at <= last; at += 1) {
      this.#put(6, at, at % 2 === 0);
      this.#put(at, 6, at % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]] as const) this.#mark(x, y, 4, (far) => far !== 2 && far !== 4); // prettier-ignore
    const places = this.#markPlaces();
    const end = places.length - 1;
    places.forEach((x, i) =>
      places.forEach((y, j) => {
        const isAtCorner = (i === 0 && (j === 0 || j === end)) || (i === end && j === 0);
        if (!isAtCorner) this.#mark(x, y, 2, (far) => far !== 1);
      }),
    );
    this.#drawFormat(0); // its place is taken
    if (this.version >= 7) this.#drawVersion();
  }

  /** From the lower right corner upwards and downwards in strips of two. */
  fill(words: readonly number[]): void {
    let bit = 0;
    for (let right = this.#size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      const isUpwards = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.#size; step += 1) {
        for (const x of [right, right - 1]) {
          const y = isUpwards ? this.#size - 1 - step : step;
          const at = y * this.#size + x;
          if (this.#fixed[at] || bit >= 8 * words.length) continue;
          this.#dark[at] = (((words[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1;
          bit += 1;
        }
      }
    }
  }

  masked(mask: number): Squares {
    const inverts = MASKS[mask]!;
    const dark = this.#dark.map((isDark, at) => isDark !== (!this.#fixed[at] && inverts(at % this.#size, Math.floor(at / this.#size))));
    const masked = new Squares(this.version, dark, this.#fixed);
    masked.#drawFormat(mask);
    return masked;
  }

  rows(): boolean[][] {
    return Array.from({ length: this.#size }, (_, y) => this.#dark.slice(y * this.#size, (y + 1) * this.#size));
  }

  /** How hard it is to read: long runs, blocks, what looks like a finder, too much of one colour. */
  penalty(): number {
    const rows = this.rows();
    const columns = rows.map((_, x) => rows.map((row) => row[x] ?? false));
    let found = 0;
    for (const line of [...rows, ...columns]) {
      const text = line.map(Number).join('');
      for (const run of text.match(/0+|1+/g) ?? []) found += run.length < 5 ? 0 : run.length - 2;
      found += 40 * [...text.matchAll(/(?=10111010000|00001011101)/g)].length;
    }
    for (let y = 1; y < this.#size; y += 1) {
      for (let x = 1; x < this.#size; x += 1) {
        const square = [rows[y]?.[x], rows[y - 1]?.[x], rows[y]?.[x - 1], rows[y - 1]?.[x - 1]];
        if (square.every((each) => each === square[0])) found += 3;
      }
    }
    const share = this.#dark.filter(Boolean).length / this.#dark.length;
    return found + 10 * Math.floor(Math.abs(share - 0.5) * 20);
  }

  #put(x: number, y: number, isDark: boolean): void {
    this.#dark[y * this.#size + x] = isDark;
    this.#fixed[y * this.#size + x] = true;
  }

  #mark(x: number, y: number, reach: number, isDark: (far: number) => boolean): void {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        const isInside = [x + dx, y + dy].every((each) => each >= 0 && each < this.#size);
        if (isInside) this.#put(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  }

  #markPlaces(): number[] {
    if (this.version === 1) return [];
    const marks = Math.floor(this.version / 7) + 2;
    const step = Math.floor((8 * this.version + 3 * marks + 5) / (4 * marks - 4)) * 2;
    return [6, ...Array.from({ length: marks - 1 }, (_, at) => this.#size - 7 - at * step).reverse()];
  }

  #drawFormat(mask: number): void {
    let rest = mask; // correction M is 00
    for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const bit = (at: number) => ((bits >>> at) & 1) === 1;
    for (let at = 0; at < 15; at += 1) {
      if (at < 8) this.#put(8, at < 6 ? at : at + 1, bit(at));
      else this.#put(at === 8 ? 7 : 14 - at, 8, bit(at));
      if (at < 8) this.#put(this.#size - 1 - at, 8, bit(at));
      else this.#put(8, this.#size - 15 + at, bit(at));
    }
    this.#put(8, this.#size - 8, true);
  }

  #drawVersion(): void {
    let rest = this.version;
    for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const bits = (this.version << 12) | rest;
    for (let at = 0; at < 18; at += 1) {
      const [far, near] = [this.#size - 11 + (at % 3), Math.floor(at / 3)];
      this.#put(far, near, ((bits >>> at) & 1) === 1);
      this.#put(near, far, ((bits >>> at) & 1) === 1);
    }
  }
}
