package io.fluxledger.settlement.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.UsageCheckResult;
import io.fluxledger.events.UsageChecked;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.settlement.plan.PayoutState;
import io.fluxledger.settlement.plan.UsageFigures;
import io.fluxledger.settlement.reconcile.UsageEndpoints;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that keeps few windows knows as much of the money as one that keeps all. */
class ForgottenWindowsTest {
    private static final String ALICE = "0x00000000000000000000000000000000000000a1";
    private static final String BOB = "0x00000000000000000000000000000000000000b2";
    private static final String CAROL = "0x00000000000000000000000000000000000000c3";
    private static final SettledLog.Setup FORGETFUL = SettledLog.Setup.SHIPPED.keeping(2);
    private static EventSerde serde;

    @BeforeAll
    static void registry() {
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        serde = new EventSerde(registry);
    }

    @TempDir
    Path dir;

    private static void window(SettledLog log, long windowEndMs, String... providers) {
        for (String provider : providers) {
            log.charge(provider, 2_000_000_000L, windowEndMs - 500);
        }
        log.tick(windowEndMs, windowEndMs + 1);
        log.step();
    }

    /** Whichever of the topics is ahead when a worker starts. */
    @Test
    void aSettledWindowIsNeverPlannedAgain() {
        try (SettledLog log = new SettledLog(serde, FORGETFUL)) {
            for (long windowEndMs = 1_000; windowEndMs <= 4_000; windowEndMs += 1_000) {
                window(log, windowEndMs, ALICE, BOB, CAROL);
                log.pay(windowEndMs + 10);
                log.step();
            }
            assertThat(log.state().windows()).hasSizeLessThan(4);
            int records = log.records();
            int inputs = log.inputs().size();
            for (int lines = 0; lines <= log.lines(); lines++) {
                log.restart(lines);
                log.step();
                assertThat(log.records()).as("after %d lines", lines).isEqualTo(records);
                assertThat(log.inputs()).as("after %d lines", lines).hasSize(inputs);
            }
            log.batches().stream().filter(PayoutBatchOpened.class::isInstance).forEach(log::read);
            log.step();
            assertThat(log.records()).isEqualTo(records);
        }
    }

    /** One that is held for long does not keep the others, and can still be decided about. */
    @Test
    void anOpenPayoutOutlivesItsWindow() throws IOException {
        try (SettledLog log = new SettledLog(serde, FORGETFUL.asking(endpoints(BOB)))) {
            for (long windowEndMs = 1_000; windowEndMs <= 20_000; windowEndMs += 1_000) {
                window(log, windowEndMs, ALICE, BOB, CAROL);
                log.read(checked(BOB, windowEndMs, UsageCheckResult.UNREACHABLE));
                log.pay(windowEndMs + 10);
                log.step();
            }
            assertThat(log.state().windows()).hasSizeLessThan(4);
            List<PayoutView> held = log.state().held(100);
            assertThat(held).hasSize(20).allMatch(p -> p.state() == PayoutState.HELD);
            UsageQuestion question = log.state().question(held.get(4));
            assertThat(question.fromMs()).isZero();
            assertThat(question.toMs()).isEqualTo(5_001);
            assertThat(question.ledger()).isEqualTo(new UsageFigures(5, 50, 25, 10_000_000_000L));
        }
    }

    /** What was agreed on is not asked about again, however long ago it was. */
    @Test
    void theCutOfWhatWasAgreedOnStays() throws IOException {
        try (SettledLog log = new SettledLog(serde, FORGETFUL.asking(endpoints(ALICE)))) {
            for (long windowEndMs = 1_000; windowEndMs <= 3_000; windowEndMs += 1_000) {
                window(log, windowEndMs, ALICE);
                log.read(checked(ALICE, windowEndMs, UsageCheckResult.MATCHED));
                log.step();
                log.pay(windowEndMs + 10);
                log.step();
            }
            // One that is not agreed on; then Bob and Carol push Alice's windows out.
            window(log, 3_500, ALICE);
            log.read(checked(ALICE, 3_500, UsageCheckResult.UNREACHABLE));
            for (long windowEndMs = 4_000; windowEndMs <= 8_000; windowEndMs += 1_000) {
                window(log, windowEndMs, BOB, CAROL);
                log.pay(windowEndMs + 10);
                log.step();
            }
            assertThat(log.state().windowsOf(ALICE, Long.MAX_VALUE, 10)).isEmpty();
            window(log, 9_000, ALICE);
            PayoutView payout = log.state().openPayoutsOf(ALICE).getLast();
            UsageQuestion question = log.state().question(payout);
            assertThat(question.fromMs()).isEqualTo(3_001);
            assertThat(question.toMs()).isEqualTo(9_001);
            assertThat(question.ledger()).isEqualTo(new UsageFigures(2, 20, 10, 4_000_000_000L));
        }
    }

    private UsageEndpoints endpoints(String provider) throws IOException {
        return UsageEndpoints.read(Files.writeString(
                dir.resolve("endpoints.json"),
                "[{\"provider\":\"%s\",\"url\":\"http://127.0.0.1:9/usage\"}]".formatted(provider)));
    }

    private static UsageChecked checked(String provider, long windowEndMs, UsageCheckResult result) {
        return UsageChecked.newBuilder()
                .setProvider(Addresses.fixed(provider))
                .setWindowEndMs(windowEndMs)
                .setResult(result)
                .setFromMs(0)
                .setToMs(windowEndMs)
                .setCalls(null)
                .setInputTokens(null)
                .setOutputTokens(null)
                .setGrossNanos(null)
                .setAttempts(1)
                .setDetail("")
                .setAtMs(windowEndMs)
                .build();
    }
}
