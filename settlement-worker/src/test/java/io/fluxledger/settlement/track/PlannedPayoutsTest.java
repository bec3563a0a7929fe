package io.fluxledger.settlement.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.Hash32;
import io.fluxledger.events.KycSource;
import io.fluxledger.events.KycStatus;
import io.fluxledger.events.KycStatusChanged;
import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutDecisionKind;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.settlement.plan.PayoutGate.ClaimMode;
import io.fluxledger.settlement.plan.PayoutState;
import io.fluxledger.testkit.TestRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changes about payouts after they were planned. */
class PlannedPayoutsTest {
    private static final String ALICE = "0x00000000000000000000000000000000000000a1";
    private static final String BOB = "0x00000000000000000000000000000000000000b2";
    private static final String OLD_WALLET = "0x0000000000000000000000000000000000000001";
    private static final String NEW_WALLET = "0x0000000000000000000000000000000000000002";
    private static final String LATER_WALLET = "0x0000000000000000000000000000000000000003";
    private static final SettledLog.Setup PORTAL =
            SettledLog.Setup.SHIPPED.with(new PayoutRules(ClaimMode.PORTAL, false, Set.of(), Set.of()));
    private static EventSerde serde;

    @BeforeAll
    static void registry() {
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        serde = new EventSerde(registry);
    }

    @Test
    void goesToTheWalletThatTheProviderHasWhenItIsInstructed() {
        try (SettledLog log = new SettledLog(serde, PORTAL)) {
            log.register(ALICE, OLD_WALLET, 43114, 10);
            log.charge(ALICE, 2_000_000_000L, 20);
            log.tick(1_000, 1_001);
            log.step();
            assertThat(log.state().openPayoutsOf(ALICE))
                    .singleElement()
                    .satisfies(
                            p -> assertThat(p.recipient() + " " + p.chainId()).isEqualTo(OLD_WALLET + " 43114"));

            log.register(ALICE, NEW_WALLET, 8453, 1_100);
            log.restart();
            assertThat(log.state().openPayoutsOf(ALICE))
                    .singleElement()
                    .satisfies(
                            p -> assertThat(p.recipient() + " " + p.chainId()).isEqualTo(NEW_WALLET + " 8453"));
            assertThat(log.desk(1_200).claim(ALICE, Optional.empty(), "key")).isInstanceOf(ClaimAnswer.Claimed.class);
            log.step();
            assertThat(log.inputs())
                    .singleElement()
                    .satisfies(i -> assertThat(wallet(i)).isEqualTo(NEW_WALLET + " 8453"));
        }
    }

    /** Nothing is paid on the chain that the provider changed to: the ledger sets nothing aside, and both sides see why. */
    @Test
    void isHeldWithAReasonWhileItsChainIsNotServed() {
        SettledLog.Setup served =
                SettledLog.Setup.SHIPPED.with(new PayoutRules(ClaimMode.PORTAL, false, Set.of(), Set.of(43114L)));
        try (SettledLog log = new SettledLog(serde, served)) {
            log.register(ALICE, OLD_WALLET, 43114, 10);
            log.charge(ALICE, 2_000_000_000L, 20);
            log.tick(1_000, 1_001);
            log.step();
            assertThat(log.state().portal(ALICE).unservedChainId()).isZero();
            log.register(ALICE, NEW_WALLET, 10, 1_100);
            assertThat(log.desk(1_150).claim(ALICE, Optional.empty(), "key"))
                    .isEqualTo(new ClaimAnswer.Claimed(List.of()));
            log.restart();
            log.step();
            assertThat(log.state().held(10)).singleElement().satisfies(payout -> {
                assertThat(payout.provider()).isEqualTo(ALICE);
                assertThat(payout.reason())
                        .isEqualTo("nothing is paid on chain 10 here; the provider has to name another");
            });
            assertThat(log.state().portal(ALICE).unservedChainId()).isEqualTo(10);
            assertThat(log.desk(1_200).claim(ALICE, Optional.of("1000:" + ALICE), "key"))
                    .isEqualTo(new ClaimAnswer.NotClaimable(PayoutState.HELD));
            assertThat(decide(log, "1000:" + ALICE, PayoutDecisionKind.RELEASE, 0, 1_200))
                    .isEqualTo(new DecisionAnswer.Taken(false));
            log.step();
            assertThat(log.inputs()).as("no operator can make a chain served").isEmpty();

            log.register(ALICE, NEW_WALLET, 43114, 1_300);
            assertThat(log.state().held(10)).isEmpty();
            assertThat(log.desk(1_400).claim(ALICE, Optional.empty(), "key")).isInstanceOf(ClaimAnswer.Claimed.class);
            log.step();
            assertThat(log.inputs())
                    .singleElement()
                    .satisfies(i -> assertThat(wallet(i)).isEqualTo(NEW_WALLET + " 43114"));
        }
    }

    /** The ledger refuses another content under the same id, so what was listed once is said again as it was. */
    @Test
    void whatIsListedStaysAsItIsListed() {
        try (SettledLog log = new SettledLog(serde, PORTAL)) {
            log.register(ALICE, OLD_WALLET, 43114, 10);
            log.charge(ALICE, 2_000_000_000L, 20);
            log.tick(1_000, 1_001);
            log.step();
            assertThat(log.desk(1_100).claim(ALICE, Optional.empty(), "key")).isInstanceOf(ClaimAnswer.Claimed.class);
            log.step();
            log.register(ALICE, LATER_WALLET, 8453, 1_200);
            log.restart();
            log.step();
            assertThat(log.inputs())
                    .hasSize(2)
                    .allSatisfy(i -> assertThat(wallet(i)).isEqualTo(OLD_WALLET + " 43114"));
            assertThat(log.inputs().getLast()).isEqualTo(log.inputs().getFirst());
            assertThat(log.state().openPayoutsOf(ALICE))
                    .singleElement()
                    .satisfies(p -> assertThat(p.recipient()).isEqualTo(OLD_WALLET));
        }
    }

    /** What an adjustment left is paid once: by the payout that is raised again, or by the next window. */
    @Test
    void isNotRaisedAgainWhenALaterWindowPaysWhatItLeft() {
        try (SettledLog log = new SettledLog(serde, PORTAL)) {
            log.charge(ALICE, 2_000_000_000L, 20);
            log.tick(1_000, 1_001);
            log.step();
            String payoutId = "1000:" + ALICE;
            assertThat(decide(log, payoutId, PayoutDecisionKind.ADJUST, 500_000, 1_100))
                    .isEqualTo(new DecisionAnswer.Taken(false));
            assertThat(decide(log, payoutId, PayoutDecisionKind.RELEASE, 0, 1_200))
                    .as("nothing else pays it yet")
                    .isEqualTo(new DecisionAnswer.Taken(false));
            assertThat(decide(log, payoutId, PayoutDecisionKind.ADJUST, 500_000, 1_300))
                    .isEqualTo(new DecisionAnswer.Taken(false));
            log.tick(2_000, 2_001);
            log.step();
            assertThat(log.state().openPayoutsOf(ALICE).stream().map(PayoutView::amountMicros))
                    .containsExactly(500_000L, 1_498_000L);

            log.restart();
            assertThat(decide(log, payoutId, PayoutDecisionKind.RELEASE, 0, 2_100))
                    .isEqualTo(new DecisionAnswer.PaidLater());
            assertThat(decide(log, payoutId, PayoutDecisionKind.RECHECK, 0, 2_100))
                    .isEqualTo(new DecisionAnswer.PaidLater());
            assertThat(decide(log, payoutId, PayoutDecisionKind.ADJUST, 500_001, 2_100))
                    .isEqualTo(new DecisionAnswer.PaidLater());
            assertThat(decide(log, payoutId, PayoutDecisionKind.ADJUST, 400_000, 2_100))
                    .isEqualTo(new DecisionAnswer.Taken(false));
            assertThat(decide(log, "2000:" + ALICE, PayoutDecisionKind.RELEASE, 0, 2_100))
                    .isEqualTo(new DecisionAnswer.Taken(false));
        }
    }

    private static DecisionAnswer decide(
            SettledLog log, String payoutId, PayoutDecisionKind kind, long amountMicros, long atMs) {
        return log.desk(atMs).decide(UUID.randomUUID(), payoutId, kind, amountMicros, "as agreed", "key");
    }

    private static String wallet(PayoutInstructed instruction) {
        return Addresses.text(instruction.getRecipient()) + " " + instruction.getChainId();
    }

    private static List<PayoutBatchClosed> closings(SettledLog log, long windowEndMs) {
        return log.batches().stream()
                .filter(PayoutBatchClosed.class::isInstance)
                .map(PayoutBatchClosed.class::cast)
                .filter(closed -> closed.getWindowEndMs() == windowEndMs)
                .toList();
    }

    /** A payout that was final is taken back and returned: the next window pays it, and only that one counts it. */
    @Test
    void areSaidAgainWhenAPayoutEndsOtherwise() {
        try (SettledLog log = new SettledLog(serde)) {
            log.charge(ALICE, 2_000_000_000L, 500);
            log.charge(BOB, 1_000_000_000L, 500);
            log.tick(1_000, 1_001);
            log.step();
            log.pay(1_010);
            log.step();
            assertThat(closings(log, 1_000)).containsExactly(closed(1_000, 2, 0, 2_997_000));

            PayoutInstructed ofAlice = log.instructions().getFirst();
            log.confirm(ofAlice, TransferStatus.REVOKED, 1_100);
            log.step();
            assertThat(log.state().batch(1_000).orElseThrow().closed()).isFalse();
            log.confirm(ofAlice, TransferStatus.RETURNED, 1_200);
            log.step();
            log.restart();
            log.step();
            assertThat(closings(log, 1_000))
                    .containsExactly(closed(1_000, 2, 0, 2_997_000), closed(1_000, 1, 1, 999_000));

            log.tick(2_000, 2_001);
            log.step();
            log.pay(2_010);
            log.step();
            assertThat(closings(log, 2_000)).containsExactly(closed(2_000, 1, 0, 1_998_000));
            int records = log.records();
            log.restart();
            log.step();
            assertThat(log.records()).as("nothing is said twice").isEqualTo(records);
        }
    }

    private static PayoutBatchClosed closed(long windowEndMs, int paid, int returned, long paidMicros) {
        return new PayoutBatchClosed("batch-" + windowEndMs, windowEndMs, paid, returned, paidMicros);
    }

    @ParameterizedTest(name = "{0} then {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # each: source, status, time | answer of the second | what counts, before a restart and behind it
            WEBHOOK APPROVED 1000  | OPERATOR SUSPENDED 1001 | TAKEN      | suspended
            WEBHOOK APPROVED 1000  | OPERATOR SUSPENDED 1000 | TAKEN      | suspended
            WEBHOOK APPROVED 1000  | OPERATOR SUSPENDED 900  | TAKEN      | suspended
            OPERATOR SUSPENDED 900 | WEBHOOK APPROVED 1000   | TAKEN      | approved
            OPERATOR SUSPENDED 900 | WEBHOOK APPROVED 800    | SUPERSEDED | suspended
            """)
    void theLastOrderCounts(String first, String second, IdentityAnswer answer, String status) {
        try (SettledLog log = new SettledLog(serde)) {
            assertThat(log.desk(1_000).identity(said(first))).isEqualTo(IdentityAnswer.TAKEN);
            assertThat(log.desk(1_001).identity(said(second))).isEqualTo(answer);
            assertThat(status(log)).isEqualTo(status);
            log.restart();
            assertThat(status(log)).isEqualTo(status);
        }
    }

    private static String status(SettledLog log) {
        return log.state().decide(books -> books.identities().status(ALICE));
    }

    private static KycStatusChanged said(String words) {
        String[] parts = words.split(" ");
        return new KycStatusChanged(
                Addresses.fixed(ALICE),
                KycStatus.valueOf(parts[1]),
                KycSource.valueOf(parts[0]),
                UUID.randomUUID().toString(),
                new Hash32(new byte[32]),
                Long.parseLong(parts[2]),
                "",
                1_000L);
    }
}
