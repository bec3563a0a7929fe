// Powers of tau for all three circuits, for development only: one party, and its secret is made from the public constants below,
// so anybody can make false proofs under keys that come from this file. A real deployment brings keys of a real ceremony.
// The same constants give the same bytes on every machine. Takes some minutes of one core.
// usage: node setup/powers.mjs [output.ptau]
import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { getCurveFromName, powersOfTau } from "./snark.mjs";

export const POWER = 14;
export const DEVELOPMENT_BEACON = "666c75786c656467657220646576656c6f706d656e74206b65797320312e302e30";
export const BEACON_ITERATIONS_EXPONENT = 10;

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const output = process.argv[2] ?? "target/powers.ptau";
  mkdirSync(dirname(output), { recursive: true });
  const curve = await getCurveFromName("bn128");
  const begun = Date.now();
  const say = (text) => console.log(`${((Date.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${text}`);
  say(`powers of tau up to 2^${POWER}`);
  await powersOfTau.newAccumulator(curve, POWER, output + ".new");
  say("development beacon");
  await powersOfTau.beacon(output + ".new", output + ".beacon", "development only", DEVELOPMENT_BEACON, BEACON_ITERATIONS_EXPONENT);
  say("phase 2, the longest step");
  await powersOfTau.preparePhase2(output + ".beacon", output);
  rmSync(output + ".new");
  rmSync(output + ".beacon");
  say(`written: ${output}`);
  await curve.terminate();
}
