// Compiles src/main/solidity into <output>/<Contract>.json: name, compiler, abi, creation bytecode.
// usage: node compile.mjs [output directory]   (default src/main/resources/contracts, where the results are committed)
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// The compiler is looked up where npm put it, which need not be beside this file.
const require = createRequire(join(process.cwd(), "package.json"));
const solc = require("solc");
const here = dirname(fileURLToPath(import.meta.url));
const sourceDir = join(here, "src/main/solidity");
const outputDir = process.argv[2] ?? join(here, "src/main/resources/contracts");

const sources = Object.fromEntries(
  readdirSync(sourceDir, { recursive: true })
    .filter((name) => name.endsWith(".sol"))
    .sort()
    .map((name) => [name, { content: readFileSync(join(sourceDir, name), "utf8") }]),
);
const input = {
  language: "Solidity",
  sources,
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 1000 },
    // Without the metadata hash the bytecode depends on the code alone, not on comments or paths.
    metadata: { bytecodeHash: "none" },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
  },
};
const findImport = (path) => ({ contents: readFileSync(require.resolve(path), "utf8") });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
const problems = (output.errors ?? []).filter((e) => e.severity !== "info");
if (problems.length > 0) {
  console.error(problems.map((e) => e.formattedMessage).join("\n"));
  process.exit(1);
}
mkdirSync(outputDir, { recursive: true });
for (const file of Object.keys(sources)) {
  for (const [contractName, contract] of Object.entries(output.contracts[file] ?? {})) {
    const bytecode = contract.evm.bytecode.object;
    if (bytecode === "") continue; // interfaces and abstract contracts
    const artifact = { contractName, compiler: solc.version(), abi: contract.abi, bytecode: "0x" + bytecode };
    writeFileSync(join(outputDir, contractName + ".json"), JSON.stringify(artifact, null, 1) + "\n");
    console.log(`${contractName}: ${bytecode.length / 2} bytes`);
  }
}
