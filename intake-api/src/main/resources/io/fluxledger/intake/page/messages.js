// What the wallet signs: EIP-712 typed data. Amounts are whole units, times are in the unit of their name.

const DOMAIN = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
];

function typedData(domain, primaryType, declaration, message) {
  const fields = declaration.split(',').map((field) => {
    const [type, name] = field.split(' ');
    return { name, type };
  });
  return { types: { EIP712Domain: DOMAIN, [primaryType]: fields }, primaryType, domain, message };
}

/** 0x-hex of that many random bytes. */
export function randomHex(bytes) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return '0x' + Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** EIP-3009: the treasury may take this much of the token, once. */
export function deposit(chain, from, amountMicros, validBefore, nonce) {
  const domain = {
    name: chain.usdc.name,
    version: chain.usdc.version,
    chainId: chain.chainId,
    verifyingContract: chain.usdc.address,
  };
  return typedData(
    domain,
    'ReceiveWithAuthorization',
    'address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce',
    { from, to: chain.treasury, value: amountMicros.toString(), validAfter: 0, validBefore, nonce },
  );
}

/** Credits of a chain out to a wallet there. */
export function withdrawal(domain, request, amountNanos) {
  return typedData(
    domain,
    'WithdrawalRequest',
    'string withdrawalId,address payer,uint256 chainId,uint256 amountNanos,address recipient,'
      + 'uint256 validBeforeMs,bytes32 nonce',
    {
      withdrawalId: request.withdrawalId,
      payer: request.payer,
      chainId: request.chainId,
      amountNanos: amountNanos.toString(),
      recipient: request.recipient,
      validBeforeMs: request.validBeforeMs,
      nonce: request.nonce,
    },
  );
}

/** Whoever shows it may read the payer's calls until then. */
export function accountAccess(domain, payer, expiresMs) {
  return typedData(domain, 'AccountAccess', 'address payer,uint256 expiresMs', { payer, expiresMs });
}
