package io.fluxledger.relayer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.relayer.plan.Lines;
import io.fluxledger.relayer.route.Health;
import io.fluxledger.relayer.route.Network;
import io.fluxledger.relayer.route.Outlook;
import io.fluxledger.relayer.route.Payout;
import io.fluxledger.relayer.route.Quotes;
import io.fluxledger.relayer.route.Route;
import io.fluxledger.relayer.route.RouteAction;
import io.fluxledger.relayer.route.RouteLeg;
import io.fluxledger.relayer.route.RouteMachine;
import io.fluxledger.relayer.route.RoutePolicy;
import io.fluxledger.relayer.route.Router;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the lanes say of a route's commands. */
class RouteDeskTest {
    private static final long NOW = 1_000_000;
    private static final long HERE = 137;
    private static final long THERE = 42_161;
    private static final String SOMEBODY = "0x00000000000000000000000000000000000000aa";
    private static final Network.Bridge BRIDGE = new Network.Bridge("hop", HERE, SOMEBODY, THERE, SOMEBODY);

    private final RouteDesk desk = new RouteDesk(new Router(
            new Network(
                    List.of(
                            new Network.Chain(HERE, "here", 1_000_000, 5, Long.MAX_VALUE),
                            new Network.Chain(THERE, "there", 1_000_000, 5, Long.MAX_VALUE)),
                    List.of(BRIDGE),
                    List.of()),
            RoutePolicy.DEFAULT));
    private final Outlook outlook = new Outlook(
            NOW,
            new Quotes(
                    Map.of(BRIDGE.key(), new Quotes.BridgeQuote(1, 1, 60, 1_000_000_000, 1_000_000_000)),
                    Map.of(),
                    Map.of(HERE, 1_000_000_000L, THERE, 1_000_000_000L),
                    Map.of()),
            Health.GOOD);

    @BeforeEach
    void aLockWasGiven() {
        Payout payout = new Payout(
                "p:1",
                SOMEBODY,
                SOMEBODY,
                THERE,
                50_000_000,
                List.of(new Payout.Source(HERE, 50_000_000_000L)),
                List.of(),
                null,
                0,
                NOW);
        desk.appeared(RouteRecords.record(RouteMachine.opened(payout, NOW)), null);
        desk.look(outlook, leg -> Optional.empty());
        assertThat(desk.tasks()).extracting(RouteDesk.Task::action).hasOnlyElementsOfType(RouteAction.Send.class);
        desk.kept();
    }

    @Test
    void whatIsMinedOnlyHasNotEnded() {
        desk.ended(lock(TransferStatus.SUBMITTED), outlook);
        assertThat(desk.changed()).isEmpty();
        assertThat(desk.tasks()).isEmpty();
        assertThat(status()).isEqualTo(RouteLeg.Status.SENT);
    }

    @Test
    void whatIsTakenBackIsToldAndEndsAnew() {
        for (RouteAction.MoveStatus told :
                List.of(RouteAction.MoveStatus.SENT, RouteAction.MoveStatus.REVOKED, RouteAction.MoveStatus.SENT)) {
            boolean revoked = told == RouteAction.MoveStatus.REVOKED;
            desk.ended(lock(revoked ? TransferStatus.REVOKED : TransferStatus.FINAL), outlook);
            assertThat(desk.tasks())
                    .extracting(RouteDesk.Task::action)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            RouteAction.TellMove.class,
                            move -> assertThat(move.status()).isEqualTo(told));
            desk.kept();
            assertThat(status()).isEqualTo(revoked ? RouteLeg.Status.SENT : RouteLeg.Status.LOCKED);
        }
    }

    private RouteLeg.Status status() {
        return desk.find("p:1").map(Route::legs).orElseThrow().getFirst().status();
    }

    private static ChainConfirmation lock(TransferStatus status) {
        return ChainConfirmation.newBuilder()
                .setCommandId(RouteMachine.commandId("p:1", 0, CommandKind.BRIDGE_LOCK.name()))
                .setKind(CommandKind.BRIDGE_LOCK)
                .setChainId(HERE)
                .setSigner(Lines.address(SOMEBODY))
                .setAccount(Lines.address(SOMEBODY))
                .setSubjectId("p:1")
                .setStatus(status)
                .setAmountMicros(50_000_000)
                .setFeeMicros(5_001)
                .setTransactionHash(new Hash32(new byte[32]))
                .setBlockNumber(7)
                .setGasUsed(1)
                .build();
    }
}
