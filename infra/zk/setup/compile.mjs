// Compiles the circuits into DIRECTORY: <name>.r1cs and <name>.wasm. Run it where node_modules is: the compiler sees nothing outside of
// the working directory.
// usage: node setup/compile.mjs [directory, default target/circuits]
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

export const CIRCUITS = ["registration", "transfer", "withdraw"];

export function compile(source, directory, kinds = ["--r1cs", "--wasm"]) {
  mkdirSync(directory, { recursive: true });
  const compiler = "node_modules/circom2/cli.js";
  const name = source.replace(/^.*\/|\.circom$/g, "");
  const said = execFileSync(
    process.execPath,
    [compiler, source, "--O2", ...kinds, "-o", directory, "-l", "node_modules", "-l", "circuits"],
    { encoding: "utf8" },
  );
  if (kinds.includes("--wasm")) {
    renameSync(join(directory, `${name}_js`, `${name}.wasm`), join(directory, `${name}.wasm`));
    rmSync(join(directory, `${name}_js`), { recursive: true });
  }
  return said;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const directory = process.argv[2] ?? "target/circuits";
  for (const name of CIRCUITS) {
    console.log(name + compile(`circuits/${name}.circom`, directory));
  }
}
