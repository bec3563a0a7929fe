// What this package uses of snarkjs, and of the curve below it.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const snarkjs = require("snarkjs");

export const { powersOfTau, zKey, groth16, wtns, r1cs } = snarkjs;
export const getCurveFromName = snarkjs.curves.getCurveFromName;
