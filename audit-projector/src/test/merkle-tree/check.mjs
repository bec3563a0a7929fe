// Reads {proofs: [{root, leafEncoding, value, proof}], trees: [dump]} on standard input and answers what the package says.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const { StandardMerkleTree } = require("@openzeppelin/merkle-tree");
const input = JSON.parse(readFileSync(0, "utf8"));
const proofs = input.proofs.map(({ root, leafEncoding, value, proof }) =>
  StandardMerkleTree.verify(root, leafEncoding, value, proof));
const trees = input.trees.map((dump) => {
  const loaded = StandardMerkleTree.load(dump);
  loaded.validate();
  const made = StandardMerkleTree.of(dump.values.map(({ value }) => value), dump.leafEncoding);
  return { root: loaded.root, made: made.root, dump: JSON.stringify(made.dump().tree) === JSON.stringify(dump.tree) };
});
process.stdout.write(JSON.stringify({ proofs, trees }));
