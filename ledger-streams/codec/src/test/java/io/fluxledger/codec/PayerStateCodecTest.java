package io.fluxledger.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Deposit;
import io.fluxledger.rules.Dispute;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowProgress;
import io.fluxledger.rules.Fingerprint;
import io.fluxledger.rules.Intent;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.PayerState;
import io.fluxledger.rules.Receipt;
import io.fluxledger.rules.ResolvedIntent;
import io.fluxledger.rules.ResolvedIntent.SeenReceipt;
import io.fluxledger.rules.Session;
import io.fluxledger.rules.Withdrawal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes into the change log comes back the same, every field of it. */
class PayerStateCodecTest {
    private static final int ROUNDS = 200;

    private final RandomRecords records = new RandomRecords(Long.getLong("seed", 20_260_103L));

    /** Everything that was handed over, in order. */
    private static final class Seen implements PayerState.Changes {
        final List<Object> all = new ArrayList<>();

        @Override
        public void head(PartitionHead head) {
            all.add(head);
        }

        @Override
        public void account(PayerAccount account) {
            all.add(account);
        }

        @Override
        public void intent(Intent intent) {
            all.add(intent);
            all.add(intent.key());
        }

        @Override
        public void resolved(ResolvedIntent intent) {
            all.add(intent);
        }

        @Override
        public void forgotten(Fingerprint intentKey) {
            all.add(intentKey);
        }

        @Override
        public void session(Session session) {
            all.add(session);
        }

        @Override
        public void sessionForgotten(Address payer, Address sessionKey) {
            all.add(List.of(payer, sessionKey));
        }

        @Override
        public void deposit(Deposit deposit) {
            all.add(deposit);
        }

        @Override
        public void withdrawal(Withdrawal withdrawal) {
            all.add(withdrawal);
        }

        @Override
        public void dispute(Dispute dispute) {
            all.add(dispute);
        }

        @Override
        public void refundsTaken(int sourcePartition, long sourceSequence) {
            all.add(List.of(sourcePartition, sourceSequence));
        }
    }

    private void tell(PayerState.Changes to) {
        to.head(records.of(PartitionHead.class));
        to.account(records.of(PayerAccount.class));
        to.intent(intent());
        to.resolved(records.of(ResolvedIntent.class));
        to.forgotten(records.of(Fingerprint.class));
        to.session(records.of(Session.class));
        to.sessionForgotten(records.of(Address.class), records.of(Address.class));
        to.deposit(records.of(Deposit.class));
        to.withdrawal(records.of(Withdrawal.class));
        to.dispute(records.of(Dispute.class));
        to.refundsTaken((int) records.number(), records.number());
    }

    private Intent intent() {
        Intent.Terms terms = records.of(Intent.Terms.class);
        while (terms.draws().isEmpty()) {
            terms = records.of(Intent.Terms.class);
        }
        List<Receipt> receipts = new ArrayList<>();
        for (int i = records.random().nextInt(3); i > 0; i--) {
            receipts.add(records.of(Receipt.class));
        }
        EscrowProgress escrow =
                terms.sessionKey() == null && records.random().nextBoolean() ? records.of(EscrowProgress.class) : null;
        return Intent.of(terms, records.of(IntentStatus.class), receipts, escrow, records.number());
    }

    private static PayerState.Changes both(PayerState.Changes one, List<Stored> two) {
        PayerState.Changes writer = PayerStateCodec.writer((key, value) -> two.add(new Stored(key, value)));
        return RandomRecords.both(PayerState.Changes.class, one, writer);
    }

    @Test
    void everyKindOfChangeComesBackTheSame() {
        Seen told = new Seen();
        List<Stored> stored = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            tell(both(told, stored));
        }
        Seen restored = new Seen();
        stored.forEach(s -> PayerStateCodec.restore(s.key(), s.value(), restored));
        assertThat(stored).hasSize(11 * ROUNDS);
        assertThat(restored.all).isEqualTo(told.all);
    }

    @Test
    void aRestoredStateHoldsWhatWasWritten() {
        List<Stored> stored = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            tell(PayerStateCodec.writer((key, value) -> stored.add(new Stored(key, value))));
        }
        PayerState first = new PayerState();
        stored.forEach(s -> PayerStateCodec.restore(s.key(), s.value(), first.restorer()));
        List<Stored> again = new ArrayList<>();
        first.all(PayerStateCodec.writer((key, value) -> again.add(new Stored(key, value))));
        PayerState second = new PayerState();
        again.forEach(s -> PayerStateCodec.restore(s.key(), s.value(), second.restorer()));
        Seen one = new Seen();
        first.all(one);
        Seen other = new Seen();
        second.all(other);
        assertThat(one.all.size()).isGreaterThan(6 * ROUNDS);
        assertThat(other.all).containsExactlyInAnyOrderElementsOf(one.all);
    }

    @Test
    void aResolvedIntentIsSmall() {
        long someAmount = 1_000_000_000L;
        long someTime = 1_800_000_000_000L;
        ResolvedIntent intent = new ResolvedIntent(
                records.of(Fingerprint.class),
                IntentStatus.SETTLED,
                records.of(io.fluxledger.rules.Address.class),
                records.random().nextLong(),
                records.random().nextLong(),
                84_532,
                someAmount,
                someAmount,
                1_000_000_000L,
                1_000_001_000L,
                someTime,
                List.of(new SeenReceipt(
                        records.random().nextLong(), records.random().nextLong(), 1_000_000_500L)));
        List<Stored> stored = new ArrayList<>();
        PayerStateCodec.writer((key, value) -> stored.add(new Stored(key, value)))
                .resolved(intent);
        Stored only = stored.getFirst();
        assertThat(only.key()).hasSize(17);
        assertThat(only.value()).hasSizeLessThan(130 - 17);
    }

    @Test
    void damagedStateAndOtherLayoutsAreRefused() {
        List<Stored> stored = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tell(PayerStateCodec.writer((key, value) -> stored.add(new Stored(key, value))));
        }
        Seen nobody = new Seen();
        for (Stored s : stored) {
            byte[] value = s.value();
            if (value == null) {
                continue;
            }
            byte[] newer = value.clone();
            newer[0] = 3;
            assertThatThrownBy(() -> PayerStateCodec.restore(s.key(), newer, nobody))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("layout 3");
            byte[] longer = Arrays.copyOf(value, value.length + 1);
            assertThatThrownBy(() -> PayerStateCodec.restore(s.key(), longer, new Seen()))
                    .isInstanceOf(IllegalStateException.class);
            for (int length = 0; length < value.length; length++) {
                byte[] cut = Arrays.copyOf(value, length);
                assertThatThrownBy(() -> PayerStateCodec.restore(s.key(), cut, nobody))
                        .isInstanceOf(IllegalStateException.class);
            }
            for (int length = 0; length < s.key().length; length++) {
                byte[] cut = Arrays.copyOf(s.key(), length);
                assertThatThrownBy(() -> PayerStateCodec.restore(cut, value, new Seen()))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
        assertThat(nobody.all).isEmpty();
        assertThatThrownBy(() -> PayerStateCodec.restore(new byte[] {'?'}, new byte[] {2}, nobody))
                .hasMessageContaining("unknown kind");
        assertThatThrownBy(() -> PayerStateCodec.restore(new byte[] {'h'}, null, nobody))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void drawsOfAnIntentKeepTheirOrder() {
        Intent intent = intent();
        List<Draw> draws = intent.draws();
        Seen seen = new Seen();
        PayerStateCodec.writer((key, value) -> PayerStateCodec.restore(key, value, seen))
                .intent(intent);
        assertThat(((Intent) seen.all.getFirst()).draws()).isEqualTo(draws);
    }
}
