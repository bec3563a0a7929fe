// Powers of tau for all three circuits, for development only. A ceremony makes them so that nobody knows tau. Here tau is made
// from the public text below: anybody can compute it and make false proofs under keys that come from this file. So there is
// no need for the transforms of a ceremony either: a Lagrange polynomial at a known tau is a number, and its point one
// multiplication, which takes seconds instead of a quarter of an hour. A real deployment brings keys of a real ceremony.
// The same text gives the same bytes on every machine.
// usage: node setup/powers.mjs [output.ptau]
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { getCurveFromName } from "./snark.mjs";

export const POWER = 14;
export const DEVELOPMENT_SECRET = "fluxledger development keys 1: known to everybody";
const WINDOW_BITS = 8n;
const SCALAR_BITS = 256n;

function secret(name, modulus) {
  return BigInt("0x" + createHash("sha512").update(`${DEVELOPMENT_SECRET}/${name}`).digest("hex")) % modulus;
}

// Multiplies one generator by many scalars, with a table for each byte of a scalar.
function multiplier(group) {
  const tables = [];
  let base = group.g;
  for (let shift = 0n; shift < SCALAR_BITS; shift += WINDOW_BITS) {
    const table = [group.zero];
    for (let i = 1; i < 1 << Number(WINDOW_BITS); i++) table.push(group.add(table[i - 1], base));
    tables.push(table.map((point) => group.toAffine(point)));
    base = group.add(table[table.length - 1], base);
  }
  return (scalar) => {
    let sum = group.zero;
    for (const [i, table] of tables.entries()) {
      const digit = Number((scalar >> (BigInt(i) * WINDOW_BITS)) & 255n);
      if (digit !== 0) sum = group.add(sum, table[digit]);
    }
    return group.toAffine(sum);
  };
}

// L_i(tau) = (tau^n - 1) w^i / (n (tau - w^i)) for i < n = 2^power
function lagrange(tau, root, n, modulus) {
  const product = (a, b) => (a * b) % modulus;
  const invert = (value) => {
    let [a, b, x, y] = [value, modulus, 1n, 0n];
    while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
    return ((x % modulus) + modulus) % modulus;
  };
  const roots = [];
  let power = 1n;
  for (let i = 0; i < n; i++) {
    roots.push(power);
    power = product(power, root);
  }
  let tauToN = tau;
  for (let m = 1; m < n; m *= 2) tauToN = product(tauToN, tauToN);
  const scale = product((tauToN - 1n + modulus) % modulus, invert(BigInt(n)));
  const differences = roots.map((w) => (tau - w + modulus) % modulus);
  // All inverses from one: before[i] is the product of what comes before i.
  const before = [];
  let running = 1n;
  for (const difference of differences) {
    before.push(running);
    running = product(running, difference);
  }
  let inverse = invert(running);
  const values = new Array(n);
  for (let i = n - 1; i >= 0; i--) {
    values[i] = product(product(scale, roots[i]), product(inverse, before[i]));
    inverse = product(inverse, differences[i]);
  }
  return values;
}

function section(id, parts) {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(id, 0);
  head.writeBigUInt64LE(BigInt(content.length), 4);
  return Buffer.concat([head, content]);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const output = process.argv[2] ?? "target/powers.ptau";
  const begun = Date.now();
  const say = (text) => console.log(`${((Date.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${text}`);
  const curve = await getCurveFromName("bn128", { singleThread: true });
  const modulus = BigInt(curve.r);
  const [tau, alpha, beta] = ["tau", "alpha", "beta"].map((name) => secret(name, modulus));
  const first = multiplier(curve.G1);
  const second = multiplier(curve.G2);

  const byPower = Array.from({ length: POWER + 2 }, (_, power) =>
    lagrange(tau, BigInt(curve.Fr.toString(curve.Fr.w[power])), 2 ** power, modulus),
  );
  const points = (multiply, factor, powers) =>
    byPower.slice(0, powers).flatMap((values) => values.map((value) => Buffer.from(multiply((value * factor) % modulus))));

  const powers = [];
  for (let i = 0, power = 1n; i < 2 ** (POWER + 1) - 1; i++, power = (power * tau) % modulus) {
    powers.push(Buffer.from(first(power)));
  }

  say(`powers of tau up to 2^${POWER}`);
  const header = Buffer.alloc(44);
  header.writeUInt32LE(32, 0);
  Buffer.from(BigInt(curve.q).toString(16).padStart(64, "0"), "hex").reverse().copy(header, 4);
  header.writeUInt32LE(POWER, 36);
  header.writeUInt32LE(POWER, 40);
  const sections = [
    section(1, [header]),
    section(2, powers),
    section(4, [Buffer.from(first(alpha))]),
    section(5, [Buffer.from(first(beta))]),
    section(6, [Buffer.from(second(beta))]),
    section(12, points(first, 1n, POWER + 2)),
    section(13, points(second, 1n, POWER + 1)),
    section(14, points(first, alpha, POWER + 1)),
    section(15, points(first, beta, POWER + 1)),
  ];
  const magic = Buffer.alloc(12);
  magic.write("ptau");
  magic.writeUInt32LE(1, 4);
  magic.writeUInt32LE(sections.length, 8);
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, Buffer.concat([magic, ...sections]));
  say(`written: ${output}`);
}
