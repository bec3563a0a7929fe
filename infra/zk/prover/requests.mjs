// Reads the fields of requests. Numbers are decimal strings; each has its range.
import { AMOUNT_LIMIT } from "./cipher.mjs";
import { equal, FIELD, isInGroup, isOnCurve, NEUTRAL } from "./curve.mjs";
import { ProverError } from "./errors.mjs";

const DECIMAL = /^(0|[1-9][0-9]{0,77})$/;
const MAX_TEXT = 4096;
const POINT_CACHE = 10_000;
const checkedPoints = new Set();

function invalid(field, message) {
  return new ProverError("INVALID_REQUEST", `${field} ${message}`, field);
}

export function number(value, limit, field) {
  if (typeof value !== "string" || !DECIMAL.test(value)) throw invalid(field, "is not a decimal string");
  const parsed = BigInt(value);
  if (parsed >= limit) throw invalid(field, "is too large");
  return parsed;
}

export function text(value, field) {
  if (typeof value !== "string" || value.length === 0 || value.length > MAX_TEXT) throw invalid(field, "is not a text");
  return value;
}

export function bytes(value, field) {
  if (typeof value !== "string" || !/^0x([0-9a-fA-F]{2})+$/.test(value)) throw invalid(field, "is not 0x-hex");
  return Buffer.from(value.slice(2), "hex");
}

export function account(value, field) {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(value)) throw invalid(field, "is not an address");
  return BigInt(value);
}

export const amount = (value, field) => number(value, AMOUNT_LIMIT, field);

export function words(value, count, field) {
  if (!Array.isArray(value) || value.length !== count) throw invalid(field, `has not ${count} elements`);
  return value.map((word, i) => number(word, FIELD, `${field}[${i}]`));
}

export function list(value, limit, field) {
  if (!Array.isArray(value) || value.length > limit) throw invalid(field, `is not a list of at most ${limit}`);
  return value;
}

// A point of the prime-order group other than the neutral one. A point outside would give away the scalar it is multiplied by.
export function point(value, field) {
  const parsed = words(value, 2, field);
  const name = parsed.join();
  if (checkedPoints.has(name)) return parsed;
  if (equal(parsed, NEUTRAL) || !isOnCurve(parsed) || !isInGroup(parsed)) throw invalid(field, "is not a key");
  if (checkedPoints.size >= POINT_CACHE) checkedPoints.clear();
  checkedPoints.add(name);
  return parsed;
}

// ElGamal ciphertext of a balance; zeroes for an account that was never credited
export function balanceCipher(value, field) {
  const parsed = words(value, 4, field);
  if (parsed.every((word) => word === 0n)) return parsed;
  if (!isOnCurve([parsed[0], parsed[1]]) || !isOnCurve([parsed[2], parsed[3]])) throw invalid(field, "is no ciphertext");
  return parsed;
}

export function pct(value, field) {
  const parsed = words(value, 7, field);
  if (parsed.every((word) => word === 0n)) return parsed;
  if (!isOnCurve([parsed[4], parsed[5]])) throw invalid(field, "is no PCT");
  return parsed;
}
