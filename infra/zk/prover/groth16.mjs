// Witness and proof of one circuit by snarkjs, on the calling thread.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { WitnessCalculatorBuilder } = require("circom_runtime");
const snarkjs = require("snarkjs");

// snarkjs would otherwise build the curve anew for each proof on one thread, and uses one that it finds here.
export async function keepCurve() {
  globalThis.curve_bn128 = await snarkjs.curves.getCurveFromName("bn128", { singleThread: true });
}

export async function prepare(wasm, zkey) {
  return { calculator: await WitnessCalculatorBuilder(wasm), zkey: new Uint8Array(zkey) };
}

// As the contracts take it: the second-group point with the imaginary part first.
export function contractProof({ pi_a, pi_b, pi_c }) {
  return {
    a: [pi_a[0], pi_a[1]],
    b: [
      [pi_b[0][1], pi_b[0][0]],
      [pi_b[1][1], pi_b[1][0]],
    ],
    c: [pi_c[0], pi_c[1]],
  };
}

// {proof, signals, proveMs}
export async function prove({ calculator, zkey }, input) {
  const begun = performance.now();
  const witness = await calculator.calculateWTNSBin(input, true);
  const { proof, publicSignals } = await snarkjs.groth16.prove({ type: "mem", data: zkey }, { type: "mem", data: witness });
  return { proof: contractProof(proof), signals: publicSignals, proveMs: Math.round(performance.now() - begun) };
}
