// Baby Jubjub in extended Edwards coordinates [X, Y, Z, T], and its points in affine form as [x, y]; all numbers are BigInt.
// Not constant in time: who can time this process could learn of its secrets.
export const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
export const ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;
export const GENERATOR = [
  5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  16950150798460657717958625567821834550301663161624707787222815936182638968203n,
];
export const NEUTRAL = [0n, 1n];
const A = 168700n;
const D = 168696n;
const WINDOW_BITS = 4n;

export function mod(value, modulus = FIELD) {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

function power(base, exponent) {
  let result = 1n;
  let square = base;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % FIELD;
    square = (square * square) % FIELD;
  }
  return result;
}

const extended = ([x, y]) => [x, y, 1n, (x * y) % FIELD];

function affine([x, y, z]) {
  const inverse = power(z, FIELD - 2n);
  return [(x * inverse) % FIELD, (y * inverse) % FIELD];
}

function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = x1 * x2;
  const b = y1 * y2;
  const c = ((D * t1) % FIELD) * t2;
  const d = z1 * z2;
  const e = mod((x1 + y1) * (x2 + y2) - a - b);
  const f = mod(d - c);
  const g = mod(d + c);
  const h = mod(b - A * a);
  return [(e * f) % FIELD, (g * h) % FIELD, (f * g) % FIELD, (e * h) % FIELD];
}

function double([x, y, z]) {
  const a = x * x;
  const b = y * y;
  const d = A * a;
  const e = mod((x + y) * (x + y) - a - b);
  const g = mod(d + b);
  const f = mod(g - 2n * z * z);
  const h = mod(d - b);
  return [(e * f) % FIELD, (g * h) % FIELD, (f * g) % FIELD, (e * h) % FIELD];
}

function odds(point) {
  const table = [extended(NEUTRAL), extended(point)];
  for (let i = 2; i < 1 << Number(WINDOW_BITS); i++) table.push(sum(table[i - 1], table[1]));
  return table;
}

let generatorTables;

// table[i][w] = w 16^i G
function tables() {
  if (generatorTables === undefined) {
    generatorTables = [];
    let base = GENERATOR;
    for (let i = 0n; i < 256n; i += WINDOW_BITS) {
      const table = odds(base);
      generatorTables.push(table);
      base = affine(sum(table[15], table[1]));
    }
  }
  return generatorTables;
}

export function add(p, q) {
  return affine(sum(extended(p), extended(q)));
}

export function negate([x, y]) {
  return [mod(-x), y];
}

export function subtract(p, q) {
  return add(p, negate(q));
}

// scalar of 0 and above times point
export function multiply(point, scalar) {
  const table = odds(point);
  let result = extended(NEUTRAL);
  for (let shift = 252n; shift >= 0n; shift -= WINDOW_BITS) {
    for (let i = 0n; i < WINDOW_BITS; i++) result = double(result);
    const digit = Number((scalar >> shift) & 15n);
    if (digit !== 0) result = sum(result, table[digit]);
  }
  return affine(result);
}

export function multiplyGenerator(scalar) {
  let result = extended(NEUTRAL);
  const table = tables();
  for (let i = 0; i < table.length; i++) {
    const digit = Number((scalar >> (BigInt(i) * WINDOW_BITS)) & 15n);
    if (digit !== 0) result = sum(result, table[i][digit]);
  }
  return affine(result);
}

export function isOnCurve([x, y]) {
  const xx = (x * x) % FIELD;
  const yy = (y * y) % FIELD;
  return mod(A * xx + yy - 1n - D * xx * yy) === 0n;
}

// Whether a point of the curve is in the group of prime order.
export function isInGroup(point) {
  return equal(multiply(point, ORDER), NEUTRAL);
}

export function equal(p, q) {
  return p[0] === q[0] && p[1] === q[1];
}
