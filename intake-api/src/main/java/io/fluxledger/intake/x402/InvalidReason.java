package io.fluxledger.intake.x402;

/** Why a payment is not taken, by the names that x402 gives to it. */
public enum InvalidReason {
    VERSION("invalid_x402_version"),
    SCHEME("unsupported_scheme"),
    NETWORK("invalid_network"),
    REQUIREMENTS("invalid_payment_requirements"),
    PAYLOAD("invalid_payload"),
    SIGNATURE("invalid_exact_evm_payload_signature"),
    RECIPIENT("invalid_exact_evm_payload_recipient_mismatch"),
    VALUE("invalid_exact_evm_payload_authorization_value_mismatch"),
    VALID_AFTER("invalid_exact_evm_payload_authorization_valid_after"),
    VALID_BEFORE("invalid_exact_evm_payload_authorization_valid_before"),
    NONCE_USED("invalid_exact_evm_nonce_already_used"),
    FUNDS("insufficient_funds"),
    TRANSACTION("invalid_transaction_state"),
    /** The transaction is on its way, and its hash is told. The same request asks again; paying again would pay twice. */
    PENDING("settlement_pending"),
    VOUCHER_TYPE("invalid_batch_settlement_evm_payload_type"),
    VOUCHER_CHANNEL("invalid_batch_settlement_evm_channel_id_mismatch"),
    VOUCHER_RECEIVER("invalid_batch_settlement_evm_receiver_mismatch"),
    VOUCHER_AUTHORIZER("invalid_batch_settlement_evm_receiver_authorizer_mismatch"),
    VOUCHER_TOKEN("invalid_batch_settlement_evm_token_mismatch"),
    VOUCHER_DELAY("invalid_batch_settlement_evm_withdraw_delay_mismatch"),
    VOUCHER_SIGNATURE("invalid_batch_settlement_evm_voucher_signature"),
    VOUCHER_AMOUNT("invalid_batch_settlement_evm_cumulative_amount_mismatch"),
    VOUCHER_FUNDS("invalid_batch_settlement_evm_insufficient_balance");

    private final String wire;

    InvalidReason(String wire) {
        this.wire = wire;
    }

    /** As it is sent. */
    public String wire() {
        return wire;
    }
}
