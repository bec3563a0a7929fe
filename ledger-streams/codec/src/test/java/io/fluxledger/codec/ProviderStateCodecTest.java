package io.fluxledger.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.rules.NonceUse;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.Payout;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.ProviderDispute;
import io.fluxledger.rules.ProviderState;
import io.fluxledger.rules.TreasuryMove;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The counterpart of {@link PayerStateCodecTest}. */
class ProviderStateCodecTest {
    private static final int ROUNDS = 200;
    private static final int KINDS = 7;

    private final RandomRecords records = new RandomRecords(Long.getLong("seed", 20_260_104L));

    /** Everything that was handed over, in order. */
    private static final class Seen implements ProviderState.Changes {
        final List<Object> all = new ArrayList<>();

        @Override
        public void head(PartitionHead head) {
            all.add(head);
        }

        @Override
        public void account(ProviderAccount account) {
            all.add(account);
        }

        @Override
        public void payout(Payout payout) {
            all.add(payout);
        }

        @Override
        public void move(TreasuryMove move) {
            all.add(move);
        }

        @Override
        public void nonce(NonceUse use) {
            all.add(use);
        }

        @Override
        public void dispute(ProviderDispute dispute) {
            all.add(dispute);
        }

        @Override
        public void chargesTaken(int sourcePartition, long sourceSequence) {
            all.add(List.of(sourcePartition, sourceSequence));
        }
    }

    private void tell(ProviderState.Changes to) {
        to.head(records.of(PartitionHead.class));
        to.account(records.of(ProviderAccount.class));
        to.payout(records.of(Payout.class));
        to.move(records.of(TreasuryMove.class));
        to.nonce(records.of(NonceUse.class));
        to.dispute(records.of(ProviderDispute.class));
        to.chargesTaken((int) records.number(), records.number());
    }

    @Test
    void everyKindOfChangeComesBackTheSame() {
        Seen told = new Seen();
        List<Stored> stored = new ArrayList<>();
        ProviderState.Changes writer = ProviderStateCodec.writer((key, value) -> stored.add(new Stored(key, value)));
        for (int i = 0; i < ROUNDS; i++) {
            tell(RandomRecords.both(ProviderState.Changes.class, told, writer));
        }
        Seen restored = new Seen();
        stored.forEach(s -> ProviderStateCodec.restore(s.key(), s.value(), restored));
        assertThat(stored).hasSize(KINDS * ROUNDS);
        assertThat(restored.all).isEqualTo(told.all);
    }

    @Test
    void aRestoredStateHoldsWhatWasWritten() {
        List<Stored> stored = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            tell(ProviderStateCodec.writer((key, value) -> stored.add(new Stored(key, value))));
        }
        ProviderState first = new ProviderState();
        stored.forEach(s -> ProviderStateCodec.restore(s.key(), s.value(), first.restorer()));
        Seen one = new Seen();
        first.all(one);
        ProviderState second = new ProviderState();
        first.all(ProviderStateCodec.writer((key, value) -> ProviderStateCodec.restore(key, value, second.restorer())));
        Seen other = new Seen();
        second.all(other);
        assertThat(one.all.size()).isGreaterThan(3 * ROUNDS);
        assertThat(other.all).containsExactlyInAnyOrderElementsOf(one.all);
    }

    @Test
    void damagedStateAndOtherLayoutsAreRefused() {
        List<Stored> stored = new ArrayList<>();
        tell(ProviderStateCodec.writer((key, value) -> stored.add(new Stored(key, value))));
        Seen nobody = new Seen();
        for (Stored s : stored) {
            byte[] value = Objects.requireNonNull(s.value());
            byte[] newer = value.clone();
            newer[0] = 3;
            assertThatThrownBy(() -> ProviderStateCodec.restore(s.key(), newer, nobody))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("layout 3");
            for (int length = 0; length < value.length; length++) {
                byte[] cut = Arrays.copyOf(value, length);
                assertThatThrownBy(() -> ProviderStateCodec.restore(s.key(), cut, nobody))
                        .isInstanceOf(IllegalStateException.class);
            }
            assertThatThrownBy(() -> ProviderStateCodec.restore(s.key(), null, nobody))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(nobody.all).isEmpty();
    }
}
