package io.fluxledger.relayer.plan;

import io.fluxledger.signatures.Eip712Domain;

/**
 * Who and what the relayer deals with on one chain; 0x-addresses in lower case.
 *
 * @param treasury holds deposits; sends deposits, withdrawals and payouts
 * @param operator sends what goes to the escrow and to the audit trail
 * @param usdcDomain EIP-712 domain of the chain's USDC
 */
public record ChainContracts(
        long chainId,
        String usdc,
        String escrow,
        String collector,
        String audit,
        String treasury,
        String operator,
        Eip712Domain usdcDomain) {}
