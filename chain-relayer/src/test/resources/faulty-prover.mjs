// Stands before the real prover and passes its lines on, but for faults that files beside it name:
//   tamper  of the next proof one point is another, which is as valid a point
//   forge   of the next proof the last public signal is another
//   replay  for the next proof an earlier one is shown
//   kills   a step on each line, "ask COMMAND" or "tell COMMAND": prover and this die before it is passed on, once for each line
// What was done is appended to "done". Files, since both processes are started again.
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const at = (name) => fileURLToPath(new URL(`../faults/${name}`, import.meta.url));
const real = fileURLToPath(new URL("../real/main.mjs", import.meta.url));
const child = spawn(process.execPath, [real, ...process.argv.slice(2)], { stdio: ["pipe", "pipe", "inherit"] });
const commands = new Map();
child.on("exit", () => process.exit(1));
process.on("SIGTERM", () => child.kill("SIGTERM"));

function done(what) {
  appendFileSync(at("done"), `${what}\n`);
}

function dieAt(step) {
  const steps = existsSync(at("kills")) ? readFileSync(at("kills"), "utf8").split("\n").filter(Boolean) : [];
  const found = steps.indexOf(step);
  if (found >= 0) {
    steps.splice(found, 1);
    writeFileSync(at("kills"), steps.join("\n"));
    done(`kill ${step}`);
    child.kill("SIGKILL");
    process.kill(process.pid, "SIGKILL");
  }
}

function due(fault) {
  if (!existsSync(at(fault))) return false;
  unlinkSync(at(fault));
  done(fault);
  return true;
}

function falsified(answer) {
  if (existsSync(at("earlier")) && due("replay")) {
    const earlier = JSON.parse(readFileSync(at("earlier"), "utf8"));
    return { ...answer, proof: earlier.proof, publicSignals: earlier.publicSignals, balancePct: earlier.balancePct };
  }
  writeFileSync(at("earlier"), JSON.stringify(answer));
  if (due("tamper")) return { ...answer, proof: { ...answer.proof, c: answer.proof.a } };
  if (due("forge")) {
    const last = answer.publicSignals.length - 1;
    const other = String(BigInt(answer.publicSignals[last]) - 1n);
    return { ...answer, publicSignals: answer.publicSignals.with(last, other) };
  }
  return answer;
}

createInterface({ input: process.stdin, crlfDelay: Infinity })
  .on("line", (line) => {
    const request = JSON.parse(line);
    commands.set(request.id, request.command);
    dieAt(`ask ${request.command}`);
    child.stdin.write(`${line}\n`);
  })
  .on("close", () => child.stdin.end());
createInterface({ input: child.stdout, crlfDelay: Infinity }).on("line", (line) => {
  const answer = JSON.parse(line);
  dieAt(`tell ${commands.get(answer.id)}`);
  process.stdout.write(`${JSON.stringify(answer.proof === undefined ? answer : falsified(answer))}\n`);
});
