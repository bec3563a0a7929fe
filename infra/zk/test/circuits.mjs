// Circuits compiled for the tests: witness programs, and constraints to check witnesses with.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { compile } from "../setup/compile.mjs";
import { FIELD } from "../prover/curve.mjs";

// The witness program says on the console where a statement is false.
console.error = () => {};

const require = createRequire(import.meta.url);
const { WitnessCalculatorBuilder } = require("circom_runtime");
const { readR1cs } = require("r1csfile");
const WORK = "target/test";

// {inputs, witness(input), violated(witness)}
export async function open(name, source = `circuits/${name}.circom`) {
  compile(source, WORK);
  const program = readFileSync(`${WORK}/${name}.wasm`);
  const r1cs = await readR1cs(`${WORK}/${name}.r1cs`, true, false, false);
  const curve = r1cs.curve;
  const terms = (combination) => Object.entries(combination).map(([wire, value]) => [Number(wire), curve.Fr.toObject(value)]);
  const constraints = r1cs.constraints.map((parts) => parts.map(terms));
  await curve.terminate();
  return {
    inputs: r1cs.nPubInputs + r1cs.nPrvInputs,
    publicInputs: r1cs.nPubInputs,
    wires: r1cs.nVars,
    constraints,
    // A new program each time: one keeps the messages of what failed before.
    witness: async (input) => (await (await WitnessCalculatorBuilder(program)).calculateWitness(input, true)).map(BigInt),
    violated: (witness) => constraints.filter((constraint) => !holds(constraint, witness)).length,
  };
}

export function evaluate(combination, witness) {
  return combination.reduce((sum, [wire, factor]) => (sum + factor * witness[wire]) % FIELD, 0n);
}

export function holds([a, b, c], witness) {
  return (evaluate(a, witness) * evaluate(b, witness) - evaluate(c, witness)) % FIELD === 0n;
}
