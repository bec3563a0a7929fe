package io.fluxledger.rules;

/** The payer's authorization for the escrow; amounts in micro-USDC, times in Unix seconds. */
public record EscrowTerms(
        long chainId,
        Address token,
        Address operator,
        Address receiver,
        long maxAmountMicros,
        long preApprovalExpiryS,
        long authorizationExpiryS,
        long refundExpiryS,
        int minFeeBps,
        int maxFeeBps,
        Address feeReceiver,
        Bytes32 salt,
        Signature signature) {}
