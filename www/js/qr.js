// QR codes as ISO/IEC 18004 describes them: bytes, error correction M, versions 1 to 25, the best of eight masks. Pure.

/** Largest version that is made: 1853 bytes would fit in none of them, 997 just do. */
const MOST_VERSION = 25;
export const MOST_BYTES = 997;

/** Error correction M, for each version: codewords of correction in a block, and blocks. @type {readonly (readonly [correction: number, blocks: number])[]} */
const BLOCKS = [
  [10, 1],
  [16, 1],
  [26, 1],
  [18, 2],
  [24, 2],
  [16, 4],
  [18, 4],
  [22, 4],
  [22, 5],
  [26, 5],
  [30, 5],
  [22, 8],
  [22, 9],
  [24, 9],
  [24, 10],
  [28, 10],
  [28, 11],
  [26, 13],
  [26, 14],
  [26, 16],
  [26, 17],
  [28, 17],
  [28, 18],
  [28, 20],
  [28, 21],
];

/** Level M, as the format bits say it. */
const LEVEL_BITS = 0;
const FORMAT_GENERATOR = 0x537;
const FORMAT_MASK = 0x5412;
const VERSION_GENERATOR = 0x1f25;
/** x^8 + x^4 + x^3 + x^2 + 1 */
const FIELD_POLYNOMIAL = 0x11d;
const BYTE_MODE = 4;
const PADDING = [0xec, 0x11];

/** Whether a mask turns a module around. @type {readonly ((row: number, column: number) => boolean)[]} */
const MASKS = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

/** Modules, row by row: 1 is dark. `isFixed`: no data stands there. @typedef {{ size: number, dark: Uint8Array, isFixed: Uint8Array }} Grid */

/**
 * @param {string} text
 * @returns {{ size: number, dark: Uint8Array, version: number, mask: number } | null} nothing where the text is too long
 */
export function qrCode(text) {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  if (version === null) return null;
  const codewords = interleaved(dataCodewords(bytes, version), version);
  const grid = fixedPatterns(version);
  placeData(grid, codewords);
  let best = { penalty: Infinity, mask: 0, dark: grid.dark };
  for (let mask = 0; mask < MASKS.length; mask += 1) {
    const dark = masked(grid, mask);
    drawFormat({ ...grid, dark }, mask);
    const penalty = penaltyOf(dark, grid.size);
    if (penalty < best.penalty) best = { penalty, mask, dark };
  }
  return { size: grid.size, dark: best.dark, version, mask: best.mask };
}

/** Bits of the count of bytes. @param {number} version */
const countBits = (version) => (version < 10 ? 8 : 16);

/** Modules that hold data or its correction. @param {number} version */
function moduleCount(version) {
  let count = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const patterns = Math.floor(version / 7) + 2;
    count -= (25 * patterns - 10) * patterns - 55;
    if (version >= 7) count -= 36;
  }
  return count;
}

/** @param {number} version */
function dataCapacity(version) {
  const [correction, blocks] = BLOCKS[version - 1];
  return Math.floor(moduleCount(version) / 8) - correction * blocks;
}

/** @param {number} length bytes */
function versionFor(length) {
  for (let version = 1; version <= MOST_VERSION; version += 1) {
    if (4 + countBits(version) + 8 * length <= 8 * dataCapacity(version)) return version;
  }
  return null;
}

/** @param {Uint8Array} bytes @param {number} version */
function dataCodewords(bytes, version) {
  const capacity = dataCapacity(version);
  /** @type {number[]} */
  const bits = [];
  const write = (/** @type {number} */ value, /** @type {number} */ length) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1);
  };
  write(BYTE_MODE, 4);
  write(bytes.length, countBits(version));
  for (const byte of bytes) write(byte, 8);
  write(0, Math.min(4, 8 * capacity - bits.length));
  write(0, (8 - (bits.length % 8)) % 8);
  const codewords = new Uint8Array(capacity);
  for (let at = 0; at < capacity; at += 1) {
    const start = 8 * at;
    codewords[at] = start < bits.length ? bits.slice(start, start + 8).reduce((sum, bit) => 2 * sum + bit, 0) : PADDING[(at - bits.length / 8) % 2];
  }
  return codewords;
}

/** Blocks with their correction, one codeword of each in turn. @param {Uint8Array} data @param {number} version */
function interleaved(data, version) {
  const [correction, count] = BLOCKS[version - 1];
  const shortest = Math.floor(data.length / count);
  const long = data.length % count;
  const generator = generatorOf(correction);
  const blocks = Array.from({ length: count }, (_, index) => {
    // The shorter ones come first.
    const longBefore = Math.max(0, index - (count - long));
    const start = index * shortest + longBefore;
    const block = data.subarray(start, start + shortest + (index >= count - long ? 1 : 0));
    return { block, rest: remainder(block, generator) };
  });
  /** @type {number[]} */
  const all = [];
  for (let at = 0; at <= shortest; at += 1) for (const { block } of blocks) if (at < block.length) all.push(block[at]);
  for (let at = 0; at < correction; at += 1) for (const { rest } of blocks) all.push(rest[at]);
  return Uint8Array.from(all);
}

/** Product in the field of 256 elements. @param {number} one @param {number} other */
function product(one, other) {
  let result = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    result = (result << 1) ^ ((result >>> 7) * FIELD_POLYNOMIAL);
    if ((other >>> bit) & 1) result ^= one;
  }
  return result;
}

/** The Reed-Solomon polynomial, highest power first and left out. @param {number} degree */
function generatorOf(degree) {
  const result = new Uint8Array(degree);
  result[degree - 1] = 1;
  let root = 1;
  for (let step = 0; step < degree; step += 1) {
    for (let at = 0; at < degree; at += 1) {
      result[at] = product(result[at], root);
      if (at + 1 < degree) result[at] ^= result[at + 1];
    }
    root = product(root, 2);
  }
  return result;
}

/** @param {Uint8Array} data @param {Uint8Array} generator */
function remainder(data, generator) {
  const rest = new Uint8Array(generator.length);
  for (const byte of data) {
    const factor = byte ^ rest[0];
    rest.copyWithin(0, 1);
    rest[rest.length - 1] = 0;
    for (let at = 0; at < rest.length; at += 1) rest[at] ^= product(generator[at], factor);
  }
  return rest;
}

/** @param {Grid} grid @param {number} row @param {number} column @param {boolean} isDark */
function fix({ size, dark, isFixed }, row, column, isDark) {
  dark[row * size + column] = isDark ? 1 : 0;
  isFixed[row * size + column] = 1;
}

/** Where the centres of the small squares stand, on both axes. @param {number} version */
function alignmentPlaces(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((4 * version + 4) / (2 * count - 2)) * 2;
  const last = 4 * version + 10;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => last - (count - 2 - index) * step)];
}

/** All that is the same whatever the text. @param {number} version @returns {Grid} */
function fixedPatterns(version) {
  const size = 4 * version + 17;
  const grid = { size, dark: new Uint8Array(size * size), isFixed: new Uint8Array(size * size) };
  for (let at = 0; at < size; at += 1) {
    fix(grid, 6, at, at % 2 === 0);
    fix(grid, at, 6, at % 2 === 0);
  }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ]) {
    for (let down = -4; down <= 4; down += 1) {
      for (let right = -4; right <= 4; right += 1) {
        const [y, x] = [row + down, column + right];
        const ring = Math.max(Math.abs(down), Math.abs(right));
        if (0 <= y && y < size && 0 <= x && x < size) fix(grid, y, x, ring !== 2 && ring !== 4);
      }
    }
  }
  const places = alignmentPlaces(version);
  const last = places.length - 1;
  places.forEach((row, i) =>
    places.forEach((column, j) => {
      // The three corners have their large squares.
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
      for (let down = -2; down <= 2; down += 1)
        for (let right = -2; right <= 2; right += 1) fix(grid, row + down, column + right, Math.max(Math.abs(down), Math.abs(right)) !== 1);
    }),
  );
  // Room for the format, which differs from mask to mask.
  drawFormat(grid, 0);
  if (version >= 7) {
    const bits = (version << 12) | divided(version << 12, VERSION_GENERATOR, 12);
    for (let bit = 0; bit < 18; bit += 1) {
      const [far, near] = [size - 11 + (bit % 3), Math.floor(bit / 3)];
      fix(grid, near, far, ((bits >>> bit) & 1) === 1);
      fix(grid, far, near, ((bits >>> bit) & 1) === 1);
    }
  }
  return grid;
}

/** What is left of bits divided by a polynomial. @param {number} bits @param {number} generator @param {number} degree */
function divided(bits, generator, degree) {
  let rest = bits;
  for (let bit = 31 - Math.clz32(rest || 1); bit >= degree; bit -= 1) if ((rest >>> bit) & 1) rest ^= generator << (bit - degree);
  return rest;
}

/** Level and mask, twice. @param {Grid} grid @param {number} mask */
function drawFormat(grid, mask) {
  const { size } = grid;
  const data = (LEVEL_BITS << 3) | mask;
  const bits = ((data << 10) | divided(data << 10, FORMAT_GENERATOR, 10)) ^ FORMAT_MASK;
  const isDark = (/** @type {number} */ bit) => ((bits >>> bit) & 1) === 1;
  for (let bit = 0; bit < 15; bit += 1) {
    // Down the column beside the square on the left, and along the row below it; the timing lines are left out.
    const [row, column] = bit < 8 ? [bit + (bit > 5 ? 1 : 0), 8] : [8, bit === 8 ? 7 : 14 - bit];
    fix(grid, row, column, isDark(bit));
    if (bit < 8) fix(grid, 8, size - 1 - bit, isDark(bit));
    else fix(grid, size - 15 + bit, 8, isDark(bit));
  }
  fix(grid, size - 8, 8, true);
}

/** Up and down in columns of two, from the right. @param {Grid} grid @param {Uint8Array} codewords */
function placeData({ size, dark, isFixed }, codewords) {
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    // The column of the timing line has no data.
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const isUpward = ((right + 1) & 2) === 0;
      const row = isUpward ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        const at = row * size + column;
        if (isFixed[at] || bit >= 8 * codewords.length) continue;
        dark[at] = (codewords[bit >>> 3] >>> (7 - (bit & 7))) & 1;
        bit += 1;
      }
    }
  }
}

/** @param {Grid} grid @param {number} mask */
function masked({ size, dark, isFixed }, mask) {
  return dark.map((value, at) => (isFixed[at] || !MASKS[mask](Math.floor(at / size), at % size) ? value : 1 - value));
}

/** Penalties of the standard: long runs, squares, what looks like a large square, and too much of one colour. */
const [RUN, SQUARE, LOOKALIKE, SHARE] = [3, 3, 40, 10];
const LOOKALIKES = ["10111010000", "00001011101"];

/** @param {Uint8Array} dark @param {number} size */
function penaltyOf(dark, size) {
  let penalty = 0;
  for (const line of linesOf(dark, size)) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += RUN + run.length - 5;
    for (const pattern of LOOKALIKES) for (let at = line.indexOf(pattern); at >= 0; at = line.indexOf(pattern, at + 1)) penalty += LOOKALIKE;
  }
  for (let row = 0; row + 1 < size; row += 1) {
    for (let column = 0; column + 1 < size; column += 1) {
      const at = row * size + column;
      const sum = dark[at] + dark[at + 1] + dark[at + size] + dark[at + size + 1];
      if (sum === 0 || sum === 4) penalty += SQUARE;
    }
  }
  const share = dark.reduce((sum, value) => sum + value, 0) / dark.length;
  return penalty + SHARE * Math.floor(Math.abs(share - 0.5) * 20);
}

/** Rows, then columns, as texts. @param {Uint8Array} dark @param {number} size */
function linesOf(dark, size) {
  const at = Array.from({ length: size }, (_, index) => index);
  return [
    ...at.map((row) => at.map((column) => dark[row * size + column]).join("")),
    ...at.map((column) => at.map((row) => dark[row * size + column]).join("")),
  ];
}
