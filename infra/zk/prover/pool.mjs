import { Worker } from "node:worker_threads";
import { ProverError } from "./errors.mjs";

// Proves on several threads, in the order of submission. At most `limit` proofs wait; a thread that dies is replaced and its
// proof fails.
export class Pool {
  #circuits;
  #limit;
  #waiting = [];
  #workers = new Set();
  #idle = [];
  #jobs = new Map();
  #ready;
  #signalReady;
  #lastId = 0;
  #closed = false;

  constructor(circuits, workers, limit) {
    this.#circuits = circuits;
    this.#limit = limit;
    this.size = workers;
    let starting = workers;
    this.#ready = new Promise((resolve) => {
      this.#signalReady = () => {
        if (--starting === 0) resolve();
      };
    });
    for (let i = 0; i < workers; i++) this.#start();
  }

  get waiting() {
    return this.#waiting.length;
  }

  get busy() {
    return this.#jobs.size;
  }

  whenReady() {
    return this.#ready;
  }

  // {proof, signals, proveMs}; signal cancels it while it waits. What belongs to a request that was taken waits beyond the limit.
  prove(statement, signal, taken = false) {
    if (!taken && this.#waiting.length >= this.#limit) {
      return Promise.reject(new ProverError("QUEUE_FULL", `${this.#limit} proofs are waiting`));
    }
    return new Promise((resolve, reject) => {
      const job = { id: ++this.#lastId, statement, signal, resolve, reject };
      this.#waiting.push(job);
      this.#dispatch();
    });
  }

  async close() {
    this.#closed = true;
    for (const job of [...this.#waiting, ...this.#jobs.values()]) {
      job.reject(new ProverError("CANCELLED", "the prover is shutting down"));
    }
    this.#waiting = [];
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  #start() {
    const worker = new Worker(new URL("./worker.mjs", import.meta.url), {
      workerData: { circuits: this.#circuits },
      stdout: true,
    });
    // Standard output belongs to the answers.
    worker.stdout.pipe(process.stderr, { end: false });
    this.#workers.add(worker);
    worker.on("message", (message) => {
      if (message.ready) this.#signalReady();
      else this.#settle(worker, message);
      this.#idle.push(worker);
      this.#dispatch();
    });
    worker.on("error", (e) => this.#replace(worker, e));
  }

  #replace(worker, error) {
    this.#workers.delete(worker);
    this.#idle = this.#idle.filter((other) => other !== worker);
    this.#settle(worker, { failed: `the thread ended: ${error.message}` });
    if (!this.#closed) this.#start();
  }

  #settle(worker, { failed, ...result }) {
    const job = this.#jobs.get(worker);
    this.#jobs.delete(worker);
    if (job === undefined) return;
    if (failed !== undefined) job.reject(new ProverError("PROOF_FAILED", failed));
    else if (!sameSignals(job.statement.signals, result.signals)) {
      job.reject(new ProverError("PROOF_FAILED", "the circuit has other public signals"));
    } else job.resolve(result);
  }

  #dispatch() {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const job = this.#waiting.shift();
      if (job.signal?.aborted) {
        job.reject(new ProverError("CANCELLED", "cancelled"));
        continue;
      }
      const worker = this.#idle.pop();
      this.#jobs.set(worker, job);
      worker.postMessage({ id: job.id, circuit: job.statement.circuit, input: job.statement.input });
    }
  }
}

function sameSignals(expected, actual) {
  return expected.length === actual.length && expected.every((signal, i) => signal === BigInt(actual[i]));
}
