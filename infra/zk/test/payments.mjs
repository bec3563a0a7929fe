// Statements of made-up accounts.
import { add, multiply, multiplyGenerator, ORDER } from "../prover/curve.mjs";
import { encryptAmount } from "../prover/cipher.mjs";
import { keyOf } from "../prover/keys.mjs";
import { Randomness } from "../prover/random.mjs";
import { registration, transfer, withdrawal } from "../prover/statements.mjs";

export const randomness = new Randomness("circuits");
export const sender = keyOf(randomness.scalar());
export const receiver = keyOf(randomness.scalar());
export const auditor = keyOf(randomness.scalar());
export const ACCOUNT = 0x70997970c51812dc3a010c7d01b50e0d17dc79c8n;

export function balanceOf(amount) {
  return { cipher: encryptAmount(sender.point, amount, randomness.scalar()), amount };
}

export const aRegistration = () => registration(sender, ACCOUNT, 43114n);
export const aTransfer = (amount = 6_993n, balance = balanceOf(50_000_000n)) =>
  transfer(sender, balance, receiver.point, auditor.point, amount, randomness);
export const aWithdrawal = (amount = 6_993n, balance = balanceOf(50_000_000n)) =>
  withdrawal(sender, balance, auditor.point, amount, randomness);
