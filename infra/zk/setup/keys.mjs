// Makes the development artifacts anew: circuits compiled, Groth16 keys from the powers of tau, checksums. Single party, public
// randomness: for development only. The same sources and powers give the same bytes.
// usage: node setup/keys.mjs [powers, default target/powers.ptau] [output, default artifacts]
import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../prover/artifacts.mjs";
import { CIRCUITS, compile } from "./compile.mjs";
import { getCurveFromName, r1cs, zKey } from "./snark.mjs";

// Public, as everything about these keys.
const BEACON = "666c75786c656467657220646576656c6f706d656e74206b65797320312e302e30";
const BEACON_ITERATIONS_EXPONENT = 10;

const powers = process.argv[2] ?? "target/powers.ptau";
const output = process.argv[3] ?? "artifacts";
const work = "target/circuits";
mkdirSync(output, { recursive: true });

const curve = await getCurveFromName("bn128");
const circuits = {};
for (const name of CIRCUITS) {
  compile(`circuits/${name}.circom`, work);
  const source = join(work, `${name}.r1cs`);
  const info = await r1cs.info(source);
  const first = join(work, `${name}.first.zkey`);
  const zkey = `${name}.zkey`;
  const wasm = `${name}.wasm`;
  const verification = `${name}.json`;
  await zKey.newZKey(source, powers, first);
  await zKey.beacon(first, join(output, zkey), "development only", BEACON, BEACON_ITERATIONS_EXPONENT);
  rmSync(first);
  copyFileSync(join(work, wasm), join(output, wasm));
  const key = await zKey.exportVerificationKey(join(output, zkey));
  writeFileSync(join(output, verification), JSON.stringify(key, null, 1) + "\n");
  const entry = (file) => ({ file, bytes: statSync(join(output, file)).size, sha256: sha256(join(output, file)) });
  circuits[name] = {
    constraints: info.nConstraints,
    publicSignals: info.nPubInputs + info.nOutputs,
    wasm: entry(wasm),
    zkey: entry(zkey),
    verificationKey: entry(verification),
  };
  console.log(`${name}: ${info.nConstraints} constraints, ${circuits[name].zkey.bytes} bytes of proving key`);
}
const manifest = {
  purpose: "development",
  warning: "Keys of a single-party set-up with public randomness: anybody can make false proofs under them. Never for real money.",
  powersOfTau: sha256(powers),
  circuits,
};
writeFileSync(join(output, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");
await curve.terminate();
