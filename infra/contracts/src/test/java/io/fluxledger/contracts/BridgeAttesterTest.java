package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.contracts.AttesterStep.Seen;
import io.fluxledger.contracts.BridgeAttester.Bridge;
import io.fluxledger.contracts.FluxBridgeAbi.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BridgeAttesterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void decides() {
        // on source, final there | on destination, final there | before or after expiry | step
        String table = """
                LOCKED   LOCKED   | NONE      NONE      | before | RELEASE
                LOCKED   LOCKED   | RELEASED  NONE      | before | WAIT
                LOCKED   LOCKED   | RELEASED  NONE      | after  | WAIT
                LOCKED   LOCKED   | RELEASED  RELEASED  | before | DONE
                LOCKED   LOCKED   | NONE      RELEASED  | before | DONE
                LOCKED   LOCKED   | NONE      NONE      | after  | CANCEL
                LOCKED   LOCKED   | CANCELLED NONE      | after  | WAIT
                LOCKED   LOCKED   | CANCELLED CANCELLED | after  | REFUND
                REFUNDED LOCKED   | CANCELLED CANCELLED | after  | WAIT
                REFUNDED REFUNDED | CANCELLED CANCELLED | after  | DONE
                NONE     NONE     | CANCELLED CANCELLED | after  | WAIT
                """;
        for (String row : table.lines().toList()) {
            String[] cells = row.split("[ |]+");
            Seen seen = new Seen(
                    State.valueOf(cells[0]), State.valueOf(cells[1]), State.valueOf(cells[2]), State.valueOf(cells[3]));
            long nowS = cells[4].equals("before") ? 99 : 100;
            assertThat(AttesterStep.next(seen, nowS, 100)).as(row).isEqualTo(AttesterStep.valueOf(cells[5]));
        }
    }

    @Test
    void releasesWhatIsFinalWaitsWhileDownAndRefundsWhatExpired() throws Exception {
        try (TwoChains both = new TwoChains();
                BridgeAttester attester = new BridgeAttester(
                        List.of(bridge(both.source), bridge(both.destination)),
                        both.source.attesters.subList(0, 2),
                        both.source.attesters.getFirst())) {
            attester.start(Duration.ofMillis(50));
            BridgeTransfer first = both.lock(1_000_000);
            assertThat(TwoChains.state(both.destination, first)).isEqualTo(State.NONE);
            settle(both.source);
            awaitState(both.destination, first, State.RELEASED);
            assertThat(both.destination.balance(first.recipient()))
                    .isEqualTo(first.amount().longValueExact());

            attester.pause();
            BridgeTransfer late = both.lock(1_000_000);
            settle(both.source);
            settle(both.destination);
            both.destination.advanceTo(late.expiryS());
            assertThat(TwoChains.state(both.destination, late))
                    .as("a bridge that is down")
                    .isEqualTo(State.NONE);
            long before = both.source.balance(both.source.payer);
            attester.resume();
            awaitState(both.destination, late, State.CANCELLED);
            assertThat(TwoChains.state(both.source, late))
                    .as("not before the cancellation is final")
                    .isEqualTo(State.LOCKED);
            settle(both.destination);
            awaitState(both.source, late, State.REFUNDED);
            assertThat(both.source.balance(both.source.payer)).isEqualTo(before + 1_000_000);
        }
    }

    private static void settle(LocalChain on) throws Exception {
        on.rpc("anvil_mine", java.math.BigInteger.TWO);
    }

    private static void awaitState(LocalChain on, BridgeTransfer transfer, State state) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(TwoChains.state(on, transfer)).isEqualTo(state));
    }

    private static Bridge bridge(LocalChain on) {
        return new Bridge(on.chainId, on.node.rpcUrl, on.contracts.bridge(), 2, 0);
    }
}
