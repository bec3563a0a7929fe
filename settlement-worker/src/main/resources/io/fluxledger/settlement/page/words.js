// States and refusals in words.

const STATE = {
  serving_requests: 'Serving requests: what you earn now is paid after the next window.',
  metrics_collected: 'The window is closed and counted; its payout is being calculated.',
  payout_calculated: 'Your payout is calculated and being compared with your own figures.',
  funds_claimable: 'Funds are there for you, or on their way.',
};

/** What becomes of a provider's money, and what it has to do for it. */
export function standing({ state, unservedChainId }) {
  const text = STATE[state] ?? state;
  return unservedChainId
    ? `${text} Nothing is paid on chain ${unservedChainId} here: register a chain that is, and you are paid there.`
    : text;
}

const PAYOUT = {
  checking: 'being compared with your own figures',
  held: 'held, an operator decides',
  carried: 'carried into the next window',
  claimable: 'there for you',
  claimed: 'claimed',
  instructed: 'claimed, about to be sent',
  in_flight: 'on its way',
  paid: 'paid',
  returned: 'came back; payable again',
  rejected: 'refused by the ledger; payable again',
};

export const payout = (state) => PAYOUT[state] ?? state;

const IDENTITY = {
  unknown: 'not begun',
  pending: 'under way',
  approved: 'approved',
  rejected: 'rejected',
  suspended: 'suspended',
};

export function identity({ status, reason }) {
  const text = IDENTITY[status] ?? status;
  return reason ? `${text} (${reason})` : text;
}

const CHECK = {
  matched: 'your figures agree',
  different: 'your figures differ',
  unreachable: 'your usage endpoint did not answer',
  refused: 'your usage endpoint refused',
  malformed: 'your usage endpoint answered something else',
};

export const check = ({ result, detail }) => (detail ? `${CHECK[result] ?? result}: ${detail}` : CHECK[result] ?? result);

const NOTIFICATION = {
  'payout.held': 'Payout held',
  'payout.claimable': 'Payout there to be claimed',
  'payout.carried': 'Payout carried into the next window',
  'payout.paid': 'Payout paid',
  'payout.returned': 'Payout came back',
  'payout.rejected': 'Payout refused',
};

export const notification = (type) => NOTIFICATION[type] ?? type;

const DELIVERY = {
  waiting: 'to be sent',
  delivered: 'delivered',
  dead: 'could not be delivered; the operator can send it again',
};

export const delivery = (state) => DELIVERY[state] ?? state;

const REFUSALS = {
  KEY_UNKNOWN: 'This key is not known here. Check that all of it was copied.',
  KEY_MISSING: 'Enter the key that you were given.',
  ROLE_FORBIDDEN: "This is not a provider's key.",
  NOT_READY: 'The ledger is starting. It will be tried again.',
  NO_ANSWER: 'The ledger cannot be reached. It will be tried again.',
  IDENTITY_NOT_APPROVED: 'Your identity check is not approved yet. Finish it with the KYC portal, then claim.',
  PAYOUT_NOT_CLAIMABLE: 'This payout is not there to be claimed now.',
};

export function refusal(problem) {
  return REFUSALS[problem.code] ?? problem.message.charAt(0).toUpperCase() + problem.message.slice(1);
}
