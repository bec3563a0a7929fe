import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const CIRCUITS = ["registration", "transfer", "withdraw"];

export function sha256(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

// {purpose, circuits: [{name, wasm, zkey}]}, each file with the checksum that manifest.json in the directory gives
export function openArtifacts(directory) {
  const manifest = JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8"));
  const circuits = CIRCUITS.map((name) => {
    const entry = manifest.circuits[name];
    const files = {};
    for (const kind of ["wasm", "zkey"]) {
      const file = join(directory, entry[kind].file);
      if (sha256(file) !== entry[kind].sha256) throw new Error(`${file} is not the file that manifest.json names`);
      files[kind] = file;
    }
    return { name, ...files };
  });
  return { purpose: manifest.purpose, circuits };
}
