package io.fluxledger.intake.x402;

import io.fluxledger.intake.publish.DepositTransactions;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.EthSignature;

/** A payment of the scheme exact: a payer's TransferWithAuthorization to the chain's treasury, signed by the payer. */
record ExactPayment(PayChain chain, Eip3009Authorization authorization, EthSignature signature) {
    /** What identifies it on chain and in the ledger. */
    DepositTransactions.Key key() {
        return new DepositTransactions.Key(
                chain.chainId(), payer(), authorization.nonce().toString());
    }

    /** 0x-address in lower case. */
    String payer() {
        return authorization.from().toString();
    }

    /** What was signed. */
    Bytes32 digest() {
        return Bytes32.of(authorization.transferDigest(chain.token()));
    }
}
