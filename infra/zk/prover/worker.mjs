// Makes proofs on one thread. The witness program and the proving key of each circuit are read once.
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { keepCurve, prepare, prove } from "./groth16.mjs";

await keepCurve();
const circuits = new Map();
for (const { name, wasm, zkey } of workerData.circuits) {
  circuits.set(name, await prepare(readFileSync(wasm), readFileSync(zkey)));
}

parentPort.on("message", async ({ id, circuit, input }) => {
  try {
    parentPort.postMessage({ id, ...(await prove(circuits.get(circuit), input)) });
  } catch (e) {
    parentPort.postMessage({ id, failed: e.message });
  }
});
parentPort.postMessage({ ready: true });
