// Ciphertexts of amounts: ElGamal [c1.x, c1.y, c2.x, c2.y] of amount G, and PCT [c0, c1, c2, c3, auth.x, auth.y, nonce], the Poseidon
// encryption of [amount] under r key, where auth = r G.
import { poseidonDecrypt, poseidonEncrypt } from "@zk-kit/poseidon-cipher";
import { add, equal, multiply, multiplyGenerator, subtract } from "./curve.mjs";
import { ProverError } from "./errors.mjs";

export const AMOUNT_LIMIT = 1n << 63n;

export function encryptAmount(key, amount, randomness) {
  const c1 = multiplyGenerator(randomness);
  const c2 = add(multiplyGenerator(amount), multiply(key, randomness));
  return [...c1, ...c2];
}

export function encryptPct(key, amount, randomness, nonce) {
  const auth = multiplyGenerator(randomness);
  return [...poseidonEncrypt([amount], multiply(key, randomness), nonce), ...auth, nonce];
}

// The cipher's own tag tells a wrong key or a changed ciphertext.
export function decryptPct(secret, pct) {
  let amount;
  try {
    [amount] = poseidonDecrypt(pct.slice(0, 4), multiply([pct[4], pct[5]], secret), pct[6], 1);
  } catch {
    throw new ProverError("NOT_DECRYPTABLE", "the PCT is not encrypted under this key", "pct");
  }
  if (amount >= AMOUNT_LIMIT) throw new ProverError("NOT_DECRYPTABLE", "the PCT holds no amount", "pct");
  return amount;
}

// Whether the ElGamal ciphertext holds that amount.
export function holds(secret, cipher, amount) {
  const point = subtract([cipher[2], cipher[3]], multiply([cipher[0], cipher[1]], secret));
  return equal(point, multiplyGenerator(amount));
}

export function subtractCipher(p, q) {
  return [...subtract([p[0], p[1]], [q[0], q[1]]), ...subtract([p[2], p[3]], [q[2], q[3]])];
}

export function addCipher(p, q) {
  return [...add([p[0], p[1]], [q[0], q[1]]), ...add([p[2], p[3]], [q[2], q[3]])];
}
