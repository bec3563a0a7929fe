package io.fluxledger.intake.x402;

import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.EthSignature;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this process knows of voucher channels: how much was charged, and the latest voucher. Only to tell payers whose own
 * count is behind; that no voucher is used twice is the ledger's to know. The channels that were used last are kept.
 */
final class Channels {
    private static final int MAX_CHANNELS = 50_000;

    /**
     * A channel.
     *
     * @param chargedMicros all charges together
     * @param maxClaimableMicros of the latest voucher
     * @param signature of the latest voucher
     */
    record State(BigInteger chargedMicros, BigInteger maxClaimableMicros, EthSignature signature) {}

    private final Map<Bytes32, State> states = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes32, State> eldest) {
            return size() > MAX_CHANNELS;
        }
    };

    Optional<State> find(Bytes32 channelId) {
        synchronized (states) {
            return Optional.ofNullable(states.get(channelId));
        }
    }

    /** A call was settled; what is known of the channel never goes back. */
    void charged(Bytes32 channelId, State state) {
        synchronized (states) {
            states.merge(
                    channelId,
                    state,
                    (old, next) -> next.chargedMicros().compareTo(old.chargedMicros()) < 0 ? old : next);
        }
    }
}
