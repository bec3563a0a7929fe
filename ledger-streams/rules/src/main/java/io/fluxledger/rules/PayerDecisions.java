package io.fluxledger.rules;

import io.fluxledger.rules.Decision.AlreadyApplied;
import io.fluxledger.rules.Decision.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * What every rule of the payers' fold may look at.
 *
 * @param account of the payer whose input is decided; null when there is none
 * @param head of the partition, with clock and parameters
 */
record PayerDecisions(PayerState state, @Nullable PayerAccount account, PartitionHead head, ContentHash hashes) {
    static final long NANOS_PER_MICRO = 1_000;
    private static final long MAX_MICROS = Long.MAX_VALUE / NANOS_PER_MICRO;
    private static final int MAX_ID = 64;
    private static final boolean[] ID_CHARACTERS = new boolean[128];

    static {
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:_.-".toCharArray()) {
            ID_CHARACTERS[c] = true;
        }
    }

    static Rejected reject(RejectionReason reason) {
        return new Rejected(reason);
    }

    /** @param reference partition sequence of the line that first answered, 0 where there is none */
    static AlreadyApplied already(long reference) {
        return new AlreadyApplied(reference);
    }

    long clockMs() {
        return head.clockMs();
    }

    Parameters parameters() {
        return head.parameters();
    }

    /** Sequence that the next charge or dispute of the partition gets. */
    long nextCharge() {
        return head.chargeSequence() + 1;
    }

    /** The payer's credits and debts. */
    OwnerFunds funds(Address payer) {
        return OwnerFunds.ofPayer(account == null ? PayerAccount.empty(payer) : account);
    }

    @Nullable
    Intent intent(Address payer, String intentId) {
        return state.intent(payer, intentId, clockMs());
    }

    @Nullable
    ResolvedIntent resolved(Address payer, String intentId) {
        return state.resolved(hashes.intentKey(payer, intentId), clockMs());
    }

    @Nullable
    Session session(Address payer, Address sessionKey) {
        return state.session(payer, sessionKey, clockMs());
    }

    boolean isNonceUsed(Address payer, Bytes32 nonce) {
        return state.isNonceUsed(payer, hashes.nonceKey(payer, nonce), clockMs());
    }

    static boolean isMicros(long amountMicros) {
        return amountMicros > 0 && amountMicros <= MAX_MICROS;
    }

    static boolean isId(String id) {
        if (id.isEmpty() || id.length() > MAX_ID) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c >= ID_CHARACTERS.length || !ID_CHARACTERS[c]) {
                return false;
            }
        }
        return true;
    }
}
