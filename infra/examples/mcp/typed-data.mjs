// What a payer and a provider sign.
export const INTENT_LOCK = [
  { name: "intentId", type: "string" },
  { name: "payer", type: "address" },
  { name: "provider", type: "address" },
  { name: "maxAmountNanos", type: "uint256" },
  { name: "deadlineMs", type: "uint256" },
  { name: "payoutMode", type: "string" },
  { name: "payoutChainId", type: "uint256" },
  { name: "nonce", type: "bytes32" },
];

export const USAGE_RECEIPT = [
  { name: "intentId", type: "string" },
  { name: "payer", type: "address" },
  { name: "provider", type: "address" },
  { name: "usedNanos", type: "uint256" },
  { name: "inputTokens", type: "uint256" },
  { name: "outputTokens", type: "uint256" },
  { name: "payoutChainId", type: "uint256" },
  { name: "nonce", type: "bytes32" },
  { name: "timestampMs", type: "uint256" },
];
