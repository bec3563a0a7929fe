// States and refusals in words.

export const ACCOUNT = {
  no_credits: 'No credits yet. Top up to make calls.',
  has_credits: 'Ready: calls are paid from your credits.',
  insufficient_credits:
    'Nothing is available right now. Top up, or wait until open calls give back what they do not use.',
  withdrew_funds: 'You took your credits out. Top up to make calls again.',
};

export const CALL = {
  PENDING: 'waiting for the chain',
  LOCKED: 'running',
  SETTLED: 'paid',
  REFUNDED: 'refunded',
  EXPIRED: 'given back after its deadline',
};

const DEPOSIT = {
  PENDING: 'received, on its way to the chain',
  SEEN: 'on chain, credited when it is final',
  CREDITED: 'credited',
  FAILED: 'failed; nothing was taken',
  REVOKED: 'taken back by the chain',
  SUSPENDED: 'set aside; ask the operator',
  RETURNED: 'sent back',
};

const WITHDRAWAL = {
  REQUESTED: 'signed, on its way to the chain',
  SUBMITTED: 'sent, done when it is final',
  FINAL: 'paid out',
  RETURNED: 'failed; back in your credits',
};

export function transfer(kind, status) {
  return (kind === 'DEPOSIT' ? DEPOSIT : WITHDRAWAL)[status] ?? status;
}

export function isUnderWay(status) {
  return status === 'PENDING' || status === 'SEEN' || status === 'REQUESTED' || status === 'SUBMITTED';
}

/** Refusals that say more here than in the API's own words, and the field that they are about. */
const REFUSALS = {
  INSUFFICIENT_CREDITS: ['amount', 'That is more than is available on this chain.'],
  UNKNOWN_ACCOUNT: ['amount', 'There are no credits to withdraw.'],
  ACCOUNT_FROZEN: [null, 'The account is frozen: a deposit was taken back by the chain. Top up what is missing first.'],
  AMOUNT_ZERO: ['amount', 'The amount must be above zero.'],
  AMOUNT_NEGATIVE: ['amount', 'The amount must be above zero.'],
  AMOUNT_TOO_LARGE: ['amount', 'The amount is too large.'],
  AUTHORIZATION_EXPIRED: [null, 'The signature ran out before it arrived. Sign again.'],
  AUTHORIZATION_NOT_YET_VALID: [null, 'The signature is not valid yet. Check the clock of this device.'],
  AUTHORIZATION_TOO_LONG: [null, 'The signature would be valid for too long. Check the clock of this device.'],
  SIGNATURE_MISMATCH: [null, 'The wallet signed with another account than the one that is connected.'],
  INVALID_SIGNATURE: [null, 'The wallet gave no signature that can be checked here.'],
  UNKNOWN_CHAIN: ['chainId', 'This chain is not served here.'],
  QUOTA_EXCEEDED: [null, 'Too many requests. Wait a moment and try again.'],
  HISTORY_NOT_CONFIGURED: [null, 'This deployment keeps no lists.'],
  HISTORY_NOT_READY: [null, 'The list cannot be read right now. It will be tried again.'],
  STATE_NOT_READY: [null, 'The ledger is starting. It will be tried again.'],
  NO_ANSWER: [null, 'The ledger cannot be reached. It will be tried again.'],
};

/** {field, text} of a refusal by the API; the field is null where none is at fault. */
export function refusal(problem) {
  const [field, text] = REFUSALS[problem.code] ?? [null, null];
  const detail = problem.message.charAt(0).toUpperCase() + problem.message.slice(1);
  return { field: field ?? problem.field ?? null, text: text ?? detail };
}

/** {field, text} of what the wallet did not do. */
export function ofWallet(error, what, chain) {
  switch (error.reason) {
    case 'DECLINED':
      return { field: null, text: `You declined in the wallet. ${what}` };
    case 'BUSY':
      return { field: null, text: 'The wallet already shows a request. Open it and answer there.' };
    case 'UNKNOWN_CHAIN':
      return {
        field: 'chainId',
        text: `The wallet does not know ${chain.name} (chain ${chain.chainId}). Add it there, then try again.`,
      };
    case 'WRONG_CHAIN':
      return { field: 'chainId', text: `The wallet did not change to ${chain.name}. ${what}` };
    default:
      return { field: null, text: `The wallet failed: ${error.message}. ${what}` };
  }
}
