import { createHmac, randomBytes } from "node:crypto";
import { ORDER } from "./curve.mjs";

// Bytes of the operating system; or, for tests that compare runs, of a seed. Whoever knows the seed can decrypt everything.
export class Randomness {
  #seed;
  #count = 0n;

  constructor(seed) {
    this.#seed = seed;
  }

  get deterministic() {
    return this.#seed !== undefined;
  }

  bytes(count) {
    if (this.#seed === undefined) return randomBytes(count);
    const label = Buffer.from((this.#count++).toString());
    return createHmac("sha512", this.#seed).update(label).digest().subarray(0, count);
  }

  // From 1 to l - 1; 512 bits leave no bias worth naming.
  scalar() {
    return (BigInt("0x" + this.bytes(64).toString("hex")) % (ORDER - 1n)) + 1n;
  }

  nonce() {
    return BigInt("0x" + this.bytes(16).toString("hex"));
  }
}
