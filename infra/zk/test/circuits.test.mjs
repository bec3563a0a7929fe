import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { poseidonDecrypt, poseidonEncrypt } from "@zk-kit/poseidon-cipher";
import { encryptAmount, encryptPct } from "../prover/cipher.mjs";
import { add, FIELD, multiply, multiplyGenerator, negate, ORDER, subtract } from "../prover/curve.mjs";
import { keyOf } from "../prover/keys.mjs";
import { registration, scalarDigits, transfer } from "../prover/statements.mjs";
import { evaluate, open } from "./circuits.mjs";
import { aRegistration, aTransfer, aWithdrawal, auditor, balanceOf, randomness, receiver, sender } from "./payments.mjs";

const MAX_AMOUNT = (1n << 63n) - 1n;
const circuits = {};

before(async () => {
  for (const name of ["registration", "transfer", "withdraw"]) circuits[name] = await open(name);
});

async function satisfies(statement) {
  const circuit = circuits[statement.circuit];
  const witness = await circuit.witness(statement.input);
  assert.equal(circuit.violated(witness), 0);
  assert.deepEqual(witness.slice(1, 1 + circuit.publicInputs), statement.signals);
  return witness;
}

async function refuses(statement, changes) {
  await assert.rejects(circuits[statement.circuit].witness({ ...statement.input, ...changes }), /Assert Failed/);
}

const at = (list, index, value) => list.map((old, i) => (i === index ? value : old));
const fixed = (scalar) => ({ scalar: () => scalar, nonce: () => 7n });

describe("what is true satisfies", () => {
  test("with the public signals in the order of the interface", async () => {
    await satisfies(aRegistration());
    await satisfies(aTransfer());
    await satisfies(aWithdrawal());
  });

  test("at the limits of amounts", async () => {
    await satisfies(aTransfer(0n));
    await satisfies(aTransfer(1n, balanceOf(1n)));
    await satisfies(aTransfer(MAX_AMOUNT, balanceOf(MAX_AMOUNT)));
    await satisfies(aTransfer(0n, balanceOf(MAX_AMOUNT)));
    await satisfies(aWithdrawal(50_000_000n));
  });

  test("with the auditor as receiver", async () => {
    await satisfies(transfer(sender, balanceOf(10n), auditor.point, auditor.point, 3n, randomness));
  });

  // All digits one, all zero, and scalars whose last steps pass the neutral point.
  test("for scalars at the ends of their range", async () => {
    const scalars = [1n, 2n, 3n, ORDER - 1n, ORDER - 2n, (ORDER - 1n) / 2n, (ORDER + 1n) / 2n];
    for (const digits of [0n, (1n << 251n) - 1n]) scalars.push((2n * digits + (1n << 251n) + 1n) % ORDER);
    for (const scalar of scalars) {
      const key = keyOf(scalar);
      const balance = { cipher: encryptAmount(key.point, 10n, randomness.scalar()), amount: 10n };
      await satisfies(transfer(key, balance, receiver.point, auditor.point, 3n, fixed(scalar)));
      await satisfies(registration(key, 1n, 31337n));
    }
  });

  test("the bounds that keep additions defined", () => {
    assert.ok(8n ** 83n <= ORDER);
    assert.ok(3n * 2n ** 249n < ORDER);
    assert.ok(2n ** 251n >= ORDER);
    for (const scalar of [1n, ORDER - 1n, randomness.scalar()]) {
      const digits = scalarDigits(scalar);
      const read = digits.reduce((sum, digit, i) => sum + (2n * digit - 1n) * 2n ** BigInt(i), 2n ** 252n);
      assert.equal(read % ORDER, scalar);
    }
  });
});

describe("what is false does not satisfy", () => {
  test("another key's balance", async () => {
    for (const make of [aTransfer, aWithdrawal]) {
      const statement = make();
      await refuses(statement, { keyDigits: scalarDigits(receiver.secret) });
      await refuses(statement, { [statement.circuit === "transfer" ? "senderKey" : "key"]: receiver.point });
      await refuses(statement, { keyDigits: at(statement.input.keyDigits, 250, 1n - statement.input.keyDigits[250]) });
    }
  });

  test("digits that are neither 0 nor 1", async () => {
    const statement = aTransfer();
    for (const name of ["keyDigits", "amountDigits", "pctDigits"]) {
      await refuses(statement, { [name]: at(statement.input[name], 3, 2n) });
    }
  });

  test("a balance that is not the one decrypted", async () => {
    for (const make of [aTransfer, aWithdrawal]) {
      const statement = make();
      await refuses(statement, { remaining: statement.input.remaining + 1n });
      for (let i = 0; i < 4; i++) {
        await refuses(statement, { balance: at(statement.input.balance, i, statement.input.balance[i] + 1n) });
      }
      const other = encryptAmount(sender.point, 50_000_001n, randomness.scalar());
      await refuses(statement, { balance: other });
    }
  });

  // The sums are right modulo the order or the field; only the range is not.
  test("more than the balance", async () => {
    for (const make of [aTransfer, aWithdrawal]) {
      const few = balanceOf(10n);
      const statement = make(10n, few);
      for (const remaining of [-1n, ORDER - 1n, FIELD - 1n, MAX_AMOUNT + 1n]) {
        await refuses(statement, { amount: 11n, remaining: ((remaining % FIELD) + FIELD) % FIELD });
      }
    }
    const lots = { cipher: encryptAmount(sender.point, MAX_AMOUNT + 1n, randomness.scalar()), amount: MAX_AMOUNT + 1n };
    await refuses(aTransfer(MAX_AMOUNT + 1n, lots), {});
    await refuses(aWithdrawal(MAX_AMOUNT + 1n, lots), {});
    await refuses(aTransfer(1n, { ...lots, amount: MAX_AMOUNT + 2n }), {});
  });

  test("amounts that differ between the ciphertexts", async () => {
    const statement = aTransfer(5n);
    const other = aTransfer(6n);
    for (const name of ["senderAmount", "receiverAmount", "receiverPct", "auditorPct"]) {
      await refuses(statement, { [name]: other.input[name] });
    }
    await refuses(statement, { amount: 6n, remaining: statement.input.remaining - 1n });
  });

  test("a changed ciphertext", async () => {
    const statement = aTransfer();
    for (const name of ["senderAmount", "receiverAmount", "receiverPct", "auditorPct"]) {
      for (let i = 0; i < statement.input[name].length; i++) {
        await refuses(statement, { [name]: at(statement.input[name], i, (statement.input[name][i] + 1n) % FIELD) });
      }
    }
    const withdrawal = aWithdrawal();
    for (let i = 0; i < 7; i++) {
      await refuses(withdrawal, { auditorPct: at(withdrawal.input.auditorPct, i, (withdrawal.input.auditorPct[i] + 1n) % FIELD) });
    }
    await refuses(withdrawal, { amount: withdrawal.input.amount + 1n });
  });

  test("ciphertexts for other keys", async () => {
    const statement = aTransfer();
    const stranger = keyOf(randomness.scalar()).point;
    await refuses(statement, { receiverKey: stranger });
    await refuses(statement, { auditorKey: stranger });
    await refuses(statement, { auditorKey: negate(auditor.point) });
    await refuses(statement, { receiverKey: auditor.point, auditorKey: receiver.point });
    await refuses(aWithdrawal(), { auditorKey: stranger });
  });

  test("padding of a PCT that is not zero", async () => {
    const scalar = randomness.scalar();
    const plain = transfer(sender, balanceOf(10n), receiver.point, auditor.point, 3n, fixed(scalar));
    for (const message of [[3n, 1n, 0n], [3n, 0n, 1n], [3n, FIELD - 1n, 1n]]) {
      // The cipher counts the elements into its state; 1 of them is what the circuit reads.
      const nonce = 7n - 2n * 2n ** 128n;
      const cipher = poseidonEncrypt(message, multiply(auditor.point, scalar), nonce);
      assert.notDeepEqual(cipher, plain.input.auditorPct.slice(0, 4));
      await refuses(plain, { auditorPct: [...cipher, ...plain.input.auditorPct.slice(4)] });
    }
  });

  test("registration of what is not one's key, or not in its one form", async () => {
    const statement = aRegistration();
    await refuses(statement, { secret: sender.secret + 1n });
    await refuses(statement, { secret: sender.secret + ORDER });
    await refuses(statement, { secret: ORDER - sender.secret });
    await refuses(statement, { key: receiver.point });
    await refuses(statement, { account: statement.input.account + 1n });
    await refuses(statement, { chainId: 1n });
    await refuses(statement, { hash: statement.input.hash + 1n });
    await refuses(registration({ secret: 0n, point: [0n, 1n] }, 1n, 1n), {});
    await refuses(registration({ secret: ORDER, point: [0n, 1n] }, 1n, 1n), {});
  });
});

// What a prover chooses is the inputs; every other wire has to follow from them, or it could be chosen as well. Beginning with the
// inputs, a wire is known once a constraint holds it alone, not squared, and with a factor that is not zero. The bits of a number
// are known by the one sum that they are in; the compiler writes it as the bit constraint of one of them.
describe("nothing can be chosen but the inputs", () => {
  const factorOf = (combination, wire) => combination.find(([other]) => other === wire)?.[1] ?? 0n;
  const modulo = (value) => ((value % FIELD) + FIELD) % FIELD;
  const powersOfTwo = new Set(Array.from({ length: 253 }, (_, i) => 1n << BigInt(i)));

  // L, where the constraint says L (L - 1) = 0.
  function bitOf([a, b, c]) {
    if (a.length === 0 || c.length > 0) return undefined;
    const isOneLess = (p, q) =>
      [...p, ...q].every(([wire]) => modulo(factorOf(q, wire) - factorOf(p, wire)) === (wire === 0 ? 1n : 0n));
    return isOneLess(a, b) ? b : isOneLess(b, a) ? a : undefined;
  }

  // L = known - sum of f_i bit_i is 0 or 1. With f_i = g_i / 2^k, known 2^k = sum of g_i bit_i + 2^k L: when all of these are different
  // powers of two, there is one choice of bits for a number.
  function isSumOfBits(bit, unknown) {
    for (let k = 0n; k < 252n; k++) {
      const powers = [1n << k, ...[...unknown].map((wire) => modulo(-factorOf(bit, wire) * (1n << k)))];
      if (powers.every((power) => powersOfTwo.has(power)) && new Set(powers).size === powers.length) return true;
    }
    return false;
  }

  function isAlone([a, b, c], wire, witness) {
    if (factorOf(a, wire) !== 0n && factorOf(b, wire) !== 0n) return false;
    const slope = factorOf(a, wire) * evaluate(b, witness) + factorOf(b, wire) * evaluate(a, witness) - factorOf(c, wire);
    return modulo(slope) !== 0n;
  }

  for (const [name, make] of [["registration", aRegistration], ["transfer", aTransfer], ["withdraw", aWithdrawal]]) {
    test(name, async () => {
      const { constraints, inputs, wires } = circuits[name];
      const witness = await satisfies(make());
      const known = new Set(Array.from({ length: inputs + 1 }, (_, i) => i));
      const bits = new Set();
      for (const bit of constraints.map(bitOf)) {
        if (bit?.length === 1) bits.add(bit[0][0]);
      }
      let open = constraints;
      for (let before = -1; before !== known.size; ) {
        before = known.size;
        open = open.filter((constraint) => {
          const unknown = new Set(constraint.flat().map(([wire]) => wire).filter((wire) => !known.has(wire)));
          const bit = bitOf(constraint);
          if (bit !== undefined) {
            if (unknown.size > 1 && [...unknown].every((wire) => bits.has(wire)) && isSumOfBits(bit, unknown)) {
              unknown.forEach((wire) => known.add(wire));
            }
          } else if (unknown.size === 1) {
            const [wire] = unknown;
            if (isAlone(constraint, wire, witness)) known.add(wire);
          }
          return unknown.size > 0;
        });
      }
      assert.equal(known.size, wires);
    });
  }
});

// c2 - amount G is the shared point of an ElGamal ciphertext: for the right guess of an amount it must open nothing else.
test("an amount cannot be guessed", () => {
  const { input } = aTransfer(6_993n);
  for (const cipher of [input.senderAmount, input.receiverAmount]) {
    const shared = subtract([cipher[2], cipher[3]], multiplyGenerator(6_993n));
    for (const pct of [input.receiverPct, input.auditorPct]) {
      assert.throws(() => poseidonDecrypt(pct.slice(0, 4), shared, pct[6], 1));
      assert.notDeepEqual(pct.slice(4, 6), cipher.slice(0, 2));
    }
  }
});

test("points are added as the reference says", () => {
  const two = add(multiplyGenerator(1n), multiplyGenerator(1n));
  assert.deepEqual(two, multiplyGenerator(2n));
  assert.deepEqual(multiplyGenerator(ORDER), [0n, 1n]);
  assert.deepEqual(multiplyGenerator(ORDER + 5n), multiplyGenerator(5n));
  assert.equal(encryptPct(auditor.point, 1n, 1n, 1n).length, 7);
});
