package io.fluxledger.streams.store;

import io.fluxledger.codec.LineWriter;
import io.fluxledger.codec.ProviderStateCodec;
import io.fluxledger.rules.NonceUse;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.Payout;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.ProviderDispute;
import io.fluxledger.rules.ProviderState;
import io.fluxledger.rules.TreasuryMove;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The providers' state; each changed account's open window also becomes the latest usage on its topic. */
public final class ProviderStateStore extends FoldStore {
    private static final String OPEN_WINDOW = "|open";

    private final String usageSink;
    private final LineWriter writer;
    private final ProviderState.Changes changeLog = ProviderStateCodec.writer(this::log);
    private ProviderState state = new ProviderState();
    private ProviderState.Changes restorer = state.restorer();

    /** @param usageSink sink of the topic of usages */
    public ProviderStateStore(String name, String usageSink, EventSerde serde) {
        super(name);
        this.usageSink = usageSink;
        writer = new LineWriter(serde, TopicCatalog.PROVIDER_JOURNAL);
    }

    /** The state; to be used under the store's lock. */
    public ProviderState state() {
        return state;
    }

    @Override
    void restore(byte[] key, byte @Nullable [] value) {
        ProviderStateCodec.restore(key, value, restorer);
    }

    @Override
    void writeChanges() {
        state.drain(new WithUsage());
    }

    @Override
    long timestampMs() {
        return state.head().clockMs();
    }

    @Override
    void clear() {
        state = new ProviderState();
        restorer = state.restorer();
    }

    private final class WithUsage implements ProviderState.Changes {
        @Override
        public void account(ProviderAccount account) {
            changeLog.account(account);
            send(
                    usageSink,
                    TopicCatalog.PROVIDER_USAGE.name(),
                    partition(),
                    (account.provider() + OPEN_WINDOW).getBytes(StandardCharsets.UTF_8),
                    writer.usage(account));
        }

        @Override
        public void head(PartitionHead head) {
            changeLog.head(head);
        }

        @Override
        public void payout(Payout payout) {
            changeLog.payout(payout);
        }

        @Override
        public void move(TreasuryMove move) {
            changeLog.move(move);
        }

        @Override
        public void nonce(NonceUse use) {
            changeLog.nonce(use);
        }

        @Override
        public void dispute(ProviderDispute dispute) {
            changeLog.dispute(dispute);
        }

        @Override
        public void chargesTaken(int sourcePartition, long sourceSequence) {
            changeLog.chargesTaken(sourcePartition, sourceSequence);
        }
    }
}
