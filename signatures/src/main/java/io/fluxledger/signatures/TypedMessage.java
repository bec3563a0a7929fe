package io.fluxledger.signatures;

/** A message of this product that a payer or a provider signs by EIP-712. */
public sealed interface TypedMessage
        permits IntentLockMessage,
                UsageReceiptMessage,
                SettlementRequestMessage,
                RefundRequestMessage,
                WithdrawalRequestMessage,
                ProviderRegistrationMessage,
                ProviderTermsMessage,
                RefundChainMessage,
                SessionGrantMessage,
                SessionRevocationMessage,
                AccountAccessMessage,
                DisputeMessage,
                ProviderRefundMessage {

    /** EIP-712 hashStruct: 32 bytes. */
    byte[] structHash();

    /** What is signed: 32 bytes. */
    default byte[] digest(Eip712Domain domain) {
        return domain.digest(structHash());
    }
}
