// Prover of private payouts. Requests come as JSON lines on standard input, answers go as JSON lines to standard output; what is said
// to people goes to standard error. See README.md for the commands.
//
// usage: node prover/main.mjs [--artifacts DIRECTORY] [--workers N] [--queue N] [--profile production|development] [--seed TEXT]
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openArtifacts } from "./artifacts.mjs";
import { Pool } from "./pool.mjs";
import { Randomness } from "./random.mjs";
import { Service } from "./service.mjs";

const MAX_LINE_CHARS = 32 << 20;

const { values: options } = parseArgs({
  options: {
    artifacts: { type: "string", default: fileURLToPath(new URL("../artifacts", import.meta.url)) },
    workers: { type: "string", default: String(Math.max(1, availableParallelism())) },
    queue: { type: "string", default: "256" },
    profile: { type: "string", default: "production" },
    seed: { type: "string" },
  },
});

function fail(message) {
  console.error(`prover: ${message}`);
  process.exit(2);
}

function count(name, limit) {
  const value = Number(options[name]);
  if (!Number.isInteger(value) || value < 1 || value > limit) fail(`--${name} is not a number from 1 to ${limit}`);
  return value;
}

if (!["production", "development"].includes(options.profile)) fail("--profile is production or development");
const production = options.profile === "production";
if (production && options.seed !== undefined) fail("--seed makes every secret known; it is for --profile development only");
const artifacts = openArtifacts(options.artifacts);
if (production && artifacts.purpose !== "production") {
  fail(`the keys in ${options.artifacts} are for development only: who made them can make false proofs`);
}

const pool = new Pool(artifacts.circuits, count("workers", 256), count("queue", 100_000));
const about = { version: 1, profile: options.profile, pid: process.pid };

async function send(answer) {
  if (!process.stdout.write(JSON.stringify(answer) + "\n")) await once(process.stdout, "drain");
}

const service = new Service(pool, new Randomness(options.seed), about, send);

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  service.cancelAll();
  await pool.close();
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
process.stdout.on("error", stop);

await pool.whenReady();
await send({ id: null, event: "ready", ...about, workers: pool.size });

const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
lines.on("line", (line) => {
  if (line.trim() === "" || stopping) return;
  let request;
  try {
    if (line.length > MAX_LINE_CHARS) throw new Error("too long");
    request = JSON.parse(line);
  } catch {
    void send({ id: null, error: { code: "INVALID_REQUEST", message: "the line is no JSON" } });
    return;
  }
  void service.handle(request);
});
lines.on("close", stop);
