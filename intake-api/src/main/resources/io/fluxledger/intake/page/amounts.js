const DECIMAL = /^(0|[1-9][0-9]*)(\.[0-9]+)?$/;

/** Digits behind the point of USDC on chain; the ledger has three more. */
export const CHAIN_DECIMALS = 6;
const LEDGER_DECIMALS = 9;

/** What is wrong with an amount that a person typed, in words; empty when it can be signed. */
export function faultOf(text) {
  if (text === '') {
    return 'Enter an amount, such as 25 or 0.5.';
  }
  if (!DECIMAL.test(text)) {
    return 'Write the amount with digits and one point, such as 25 or 0.5.';
  }
  if ((text.split('.')[1] ?? '').length > CHAIN_DECIMALS) {
    return 'USDC has six decimals; shorten the amount.';
  }
  return '';
}

function units(text, decimals) {
  const [whole, part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(decimals, '0'));
}

/** Micro-USDC of a decimal string that has no fault. */
export function micros(text) {
  return units(text, CHAIN_DECIMALS);
}

/** Nano-USDC of a decimal string that has no fault. */
export function nanos(text) {
  return units(text, LEDGER_DECIMALS);
}

/** Whole units as a decimal string without superfluous zeros. */
export function decimal(whole, decimals) {
  const digits = whole.toString().padStart(decimals + 1, '0');
  const part = digits.slice(-decimals).replace(/0+$/, '');
  return digits.slice(0, -decimals) + (part === '' ? '' : '.' + part);
}

/** What of an amount the chain can express; the ledger keeps the rest. */
export function ofWholeMicros(text) {
  const [whole, part = ''] = text.split('.');
  return decimal(units(`${whole}.${part.slice(0, CHAIN_DECIMALS)}`, CHAIN_DECIMALS), CHAIN_DECIMALS);
}
