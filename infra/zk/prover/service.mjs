// The commands. A request is {id, command, …}; it is answered by any number of {id, event, …} and then one {id, result} or
// {id, error: {code, message, field}}. Amounts and field elements are decimal strings.
import { decryptPct, encryptPct } from "./cipher.mjs";
import { ProverError } from "./errors.mjs";
import { fromSignature, keyOf, readKey, readPassword, writeKey } from "./keys.mjs";
import * as read from "./requests.mjs";
import { balanceAmount, depositCipher, registration, transfer, withdrawal } from "./statements.mjs";

const MAX_BATCH = 10_000;
const MAX_CREDITS = 100_000;
const MAX_KEYS = 1_000;
const MAX_RUNNING = 1_000;

export class Service {
  #pool;
  #randomness;
  #about;
  #send;
  #keys = new Map();
  #running = new Map();

  // send(object) resolves when the reader can take more
  constructor(pool, randomness, about, send) {
    this.#pool = pool;
    this.#randomness = randomness;
    this.#about = about;
    this.#send = send;
  }

  async handle(request) {
    const id = typeof request?.id === "string" ? request.id : null;
    const abort = new AbortController();
    try {
      if (id === null) throw new ProverError("INVALID_REQUEST", "id is not a text", "id");
      if (this.#running.has(id)) throw new ProverError("INVALID_REQUEST", "id is in use", "id");
      if (this.#running.size >= MAX_RUNNING) throw new ProverError("QUEUE_FULL", `${MAX_RUNNING} requests are running`);
      const command = Object.hasOwn(this.#commands, request.command) ? this.#commands[request.command] : undefined;
      if (command === undefined) throw new ProverError("INVALID_REQUEST", "command is unknown", "command");
      this.#running.set(id, abort);
      try {
        await this.#send({ id, result: await command(request, abort.signal) });
      } finally {
        this.#running.delete(id);
      }
    } catch (e) {
      const known = e instanceof ProverError;
      const error = known ? { code: e.code, message: e.message, field: e.field } : { code: "PROOF_FAILED", message: String(e) };
      await this.#send({ id, error });
    }
  }

  cancelAll() {
    for (const abort of this.#running.values()) abort.abort();
  }

  #commands = {
    health: () => ({
      ...this.#about,
      workers: this.#pool.size,
      busy: this.#pool.busy,
      waiting: this.#pool.waiting,
      keys: [...this.#keys.keys()],
    }),
    createKey: (request) => {
      const key = keyOf(this.#randomness.scalar());
      return this.#open(request, key, () => this.#writeKey(request, key));
    },
    deriveKey: (request) => {
      const key = fromSignature(read.bytes(request.signature, "signature"));
      return this.#open(request, key, () => {
        if (request.file !== undefined) this.#writeKey(request, key);
      });
    },
    openKey: (request) =>
      this.#open(
        request,
        readKey(read.text(request.file, "file"), readPassword(read.text(request.passwordFile, "passwordFile"))),
        () => {},
      ),
    closeKey: (request) => ({ closed: this.#keys.delete(read.text(request.key, "key")) }),
    cancel: (request) => {
      const abort = this.#running.get(read.text(request.target, "target"));
      abort?.abort();
      return { cancelled: abort !== undefined };
    },
    decryptPct: (request) => ({ amount: String(decryptPct(this.#key(request).secret, read.pct(request.pct, "pct"))) }),
    decryptBalance: (request) => {
      const credits = read.list(request.credits, MAX_CREDITS, "credits").map((pct, i) => read.pct(pct, `credits[${i}]`));
      const cipher = read.balanceCipher(request.balance, "balance");
      const own = read.pct(request.balancePct, "balancePct");
      return { amount: String(balanceAmount(this.#key(request).secret, cipher, own, credits)) };
    },
    // For a deposit: the note of its amount that the contract keeps for its owner, and the ciphertext that the contract makes of it.
    encryptOwn: (request) => {
      const amount = read.amount(request.amount, "amount");
      const own = encryptPct(this.#key(request).point, amount, this.#randomness.scalar(), this.#randomness.nonce());
      return { pct: own.map(String), cipher: depositCipher(this.#key(request).point, amount).map(String) };
    },
    register: async (request, signal) => {
      const chainId = read.number(String(request.chainId), 1n << 64n, "chainId");
      const statement = registration(this.#key(request), read.account(request.account, "account"), chainId);
      return shown(statement, await this.#pool.prove(statement, signal));
    },
    transfer: async (request, signal) => {
      const statement = transfer(
        this.#key(request),
        this.#balance(request),
        read.point(request.receiverKey, "receiverKey"),
        read.point(request.auditorKey, "auditorKey"),
        read.amount(request.amount, "amount"),
        this.#randomness,
      );
      return shown(statement, await this.#pool.prove(statement, signal));
    },
    withdraw: async (request, signal) => {
      const statement = withdrawal(
        this.#key(request),
        this.#balance(request),
        read.point(request.auditorKey, "auditorKey"),
        read.amount(request.amount, "amount"),
        this.#randomness,
      );
      return shown(statement, await this.#pool.prove(statement, signal));
    },
    batch: (request, signal) => this.#batch(request, signal),
  };

  // Each proof is made on the balance that the one before it leaves. They are shown in order, each as soon as it and all before it
  // are ready; no more are begun than the threads can take, and none while the reader is behind.
  async #batch(request, signal) {
    const key = this.#key(request);
    const auditorKey = read.point(request.auditorKey, "auditorKey");
    const transfers = read.list(request.transfers, MAX_BATCH, "transfers").map((item, i) => ({
      receiverKey: read.point(item?.receiverKey, `transfers[${i}].receiverKey`),
      amount: read.amount(item?.amount, `transfers[${i}].amount`),
    }));
    let balance = this.#balance(request);
    const total = transfers.reduce((sum, item) => sum + item.amount, 0n);
    if (total > balance.amount) {
      throw new ProverError("INSUFFICIENT_BALANCE", `the balance is ${balance.amount}, less than ${total}`, "transfers");
    }
    const begun = [];
    let next = 0;
    const fill = () => {
      while (next < transfers.length && begun.length < this.#pool.size + 1) {
        const { receiverKey, amount } = transfers[next++];
        const statement = transfer(key, balance, receiverKey, auditorKey, amount, this.#randomness);
        balance = statement.next;
        const proof = this.#pool.prove(statement, signal, true);
        proof.catch(() => {});
        begun.push({ statement, proof });
      }
    };
    for (let index = 0; index < transfers.length; index++) {
      fill();
      const { statement, proof } = begun.shift();
      const made = await proof;
      if (signal.aborted) throw new ProverError("CANCELLED", "cancelled");
      await this.#send({ id: request.id, event: "proof", index, of: transfers.length, ...shown(statement, made) });
    }
    return { proofs: transfers.length };
  }

  #key(request) {
    const key = this.#keys.get(read.text(request.key, "key"));
    if (key === undefined) throw new ProverError("UNKNOWN_KEY", "no key of that name is open", "key");
    return key;
  }

  #open(request, key, store) {
    const name = read.text(request.key, "key");
    if (this.#keys.size >= MAX_KEYS) throw new ProverError("INVALID_REQUEST", "too many keys are open", "key");
    store();
    this.#keys.set(name, key);
    return { publicKey: key.point.map(String) };
  }

  #writeKey(request, key) {
    writeKey(read.text(request.file, "file"), readPassword(read.text(request.passwordFile, "passwordFile")), key);
  }

  #balance(request) {
    return {
      cipher: read.balanceCipher(request.balance, "balance"),
      amount: read.amount(request.balanceAmount, "balanceAmount"),
    };
  }
}

function shown(statement, { proof, signals, proveMs }) {
  return {
    proof,
    publicSignals: signals,
    balancePct: statement.balancePct?.map(String),
    nextBalance: statement.next?.cipher.map(String),
    nextBalanceAmount: statement.next && String(statement.next.amount),
    proveMs,
  };
}
