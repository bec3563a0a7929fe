// For comparison: proofs one after the other by snarkjs's own fullProve, as its documentation calls it, on all processors.
// usage: node prover/bare.mjs ARTIFACTS COUNT
// prints {"proofs", "seconds", "medianMs"}; what a proof is made of is prepared before the clock starts, and one proof is made to warm up
import { createRequire } from "node:module";
import { join } from "node:path";
import { keyOf } from "./keys.mjs";
import { Randomness } from "./random.mjs";
import { depositCipher, transfer } from "./statements.mjs";

const snarkjs = createRequire(import.meta.url)("snarkjs");
const [directory, count] = [process.argv[2], Number(process.argv[3])];
const randomness = new Randomness();
const [payer, receiver, auditor] = [0, 1, 2].map(() => keyOf(randomness.scalar()));

let balance = { cipher: depositCipher(payer.point, 1_000_000_000n), amount: 1_000_000_000n };
const inputs = Array.from({ length: count + 1 }, () => {
  const statement = transfer(payer, balance, receiver.point, auditor.point, 6_993n, randomness);
  balance = statement.next;
  return statement.input;
});
const prove = (input) => snarkjs.groth16.fullProve(input, join(directory, "transfer.wasm"), join(directory, "transfer.zkey"));

await prove(inputs.pop());
const times = [];
const begun = performance.now();
for (const input of inputs) {
  const start = performance.now();
  await prove(input);
  times.push(performance.now() - start);
}
const seconds = (performance.now() - begun) / 1000;
times.sort((a, b) => a - b);
console.log(JSON.stringify({ proofs: count, seconds, medianMs: times[count >> 1] }));
process.exit(0);
