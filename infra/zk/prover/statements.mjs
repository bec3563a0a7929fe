// What is proven: from a request to the inputs of a circuit and the public signals that must come out, in the order of the
// published interface.
import { decryptPct, encryptAmount, encryptPct, holds, subtractCipher } from "./cipher.mjs";
import { add, multiply, multiplyGenerator, ORDER } from "./curve.mjs";
import { poseidonEncrypt, poseidonPerm } from "@zk-kit/poseidon-cipher";
import { ProverError } from "./errors.mjs";

const DIGITS = 251;
const HALF = (ORDER + 1n) / 2n;

// k = 2^252 + sum of (2 d_i - 1) 2^i modulo l, as the circuits read it
export function scalarDigits(scalar) {
  const value = (((scalar - 1n - (1n << 251n)) % ORDER) + ORDER) * HALF % ORDER;
  return Array.from({ length: DIGITS }, (_, i) => (value >> BigInt(i)) & 1n);
}

export function registration(key, account, chainId) {
  const [hash] = poseidonPerm([0n, chainId, key.secret, account]);
  return {
    circuit: "registration",
    input: { key: key.point, account, chainId, hash, secret: key.secret },
    signals: [...key.point, account, chainId, hash],
  };
}

function requireEnough(balance, amount) {
  if (amount > balance.amount) {
    throw new ProverError("INSUFFICIENT_BALANCE", `the balance is ${balance.amount}, less than ${amount}`, "amount");
  }
}

// balance is {cipher, amount}; the answer's next is the balance after it
export function transfer(key, balance, receiverKey, auditorKey, amount, randomness) {
  requireEnough(balance, amount);
  const forAmount = randomness.scalar();
  const forPct = randomness.scalar();
  const point = multiplyGenerator(amount);
  const c1 = multiplyGenerator(forAmount);
  const encrypted = (to) => [...c1, ...add(point, multiply(to, forAmount))];
  const senderAmount = encrypted(key.point);
  const receiverAmount = encrypted(receiverKey);
  const auth = multiplyGenerator(forPct);
  const pct = (to) => {
    const nonce = randomness.nonce();
    return [...poseidonEncrypt([amount], multiply(to, forPct), nonce), ...auth, nonce];
  };
  const receiverPct = pct(receiverKey);
  const auditorPct = pct(auditorKey);
  const next = { cipher: subtractCipher(balance.cipher, senderAmount), amount: balance.amount - amount };
  const known = {
    senderKey: key.point,
    balance: balance.cipher,
    senderAmount,
    receiverKey,
    receiverAmount,
    receiverPct,
    auditorKey,
    auditorPct,
  };
  return {
    circuit: "transfer",
    input: {
      ...known,
      amount,
      remaining: next.amount,
      keyDigits: scalarDigits(key.secret),
      amountDigits: scalarDigits(forAmount),
      pctDigits: scalarDigits(forPct),
    },
    signals: Object.values(known).flat(),
    balancePct: encryptPct(key.point, next.amount, randomness.scalar(), randomness.nonce()),
    next,
  };
}

export function withdrawal(key, balance, auditorKey, amount, randomness) {
  requireEnough(balance, amount);
  const forPct = randomness.scalar();
  const auditorPct = encryptPct(auditorKey, amount, forPct, randomness.nonce());
  const remaining = balance.amount - amount;
  const known = { amount, key: key.point, balance: balance.cipher, auditorKey, auditorPct };
  return {
    circuit: "withdraw",
    input: { ...known, remaining, keyDigits: scalarDigits(key.secret), pctDigits: scalarDigits(forPct) },
    signals: Object.values(known).flat(),
    balancePct: encryptPct(key.point, remaining, randomness.scalar(), randomness.nonce()),
    next: {
      cipher: subtractCipher(balance.cipher, [0n, 1n, ...multiplyGenerator(amount)]),
      amount: remaining,
    },
  };
}

// What the contract adds for a deposit: randomness 1, because the amount is public.
export function depositCipher(key, amount) {
  return encryptAmount(key, amount, 1n);
}

const isZero = (words) => words.every((word) => word === 0n);

// The amount of a balance from its owner's note and the credits since, checked against the balance itself.
export function balanceAmount(secret, cipher, balancePct, credits) {
  if (isZero(cipher)) return 0n;
  let amount = isZero(balancePct) ? 0n : decryptPct(secret, balancePct);
  for (const credit of credits) amount += decryptPct(secret, credit);
  if (!holds(secret, cipher, amount)) {
    throw new ProverError("BALANCE_MISMATCH", "the notes do not add up to the encrypted balance", "balance");
  }
  return amount;
}
