package io.fluxledger.relayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fluxledger.events.Address20;
import io.fluxledger.events.Draw;
import io.fluxledger.events.HoldPlaced;
import io.fluxledger.events.HoldReleased;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.PayoutRerouted;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.TreasuryMoveConfirmed;
import io.fluxledger.relayer.config.LaneWatch;
import io.fluxledger.relayer.config.RelayerConfig;
import io.fluxledger.relayer.keys.KeyRoles;
import io.fluxledger.relayer.keys.SigningPolicy;
import io.fluxledger.relayer.plan.Lines;
import io.fluxledger.relayer.route.RouteMachine;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.KafkaBroker;
import io.fluxledger.servers.Ports;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestRegistry;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payouts in, money over real bridges between three nodes, and what the ledger is told of it. */
class RouteTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static KafkaBroker broker;
    private static RouteChains chains;
    private static LedgerTopics ledger;
    private static Relayer relayer;
    private Address20 provider;
    private Address20 recipient;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        broker = KafkaBroker.start(
                Files.createDirectories(directory.resolve("kafka")),
                Ports.free(),
                directory.resolve("kafka.log"),
                line -> {});
        chains = new RouteChains(directory);
        ledger = new LedgerTopics(broker.bootstrap());
        relayer = newRelayer();
        await().atMost(PATIENCE).until(relayer::isReady);
    }

    private static Relayer newRelayer() {
        return new Relayer(
                new RelayerConfig(
                        broker.bootstrap(),
                        TestRegistry.shared().url(),
                        "routes",
                        chains.configured(),
                        Duration.ofMillis(100),
                        16,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(30),
                        12,
                        LaneWatch.standard()),
                Optional.of(chains.routes()),
                chains.signer(chains.treasury, KeyRoles.treasury(chains.file(), SigningPolicy.Caps.NONE)),
                chains.signer(chains.operator, KeyRoles.operator(chains.file(), SigningPolicy.Caps.NONE)),
                Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        relayer.close();
        ledger.close();
        chains.close();
        broker.stop();
    }

    @BeforeEach
    void people() {
        provider = ChainPeople.address(ChainPeople.newPerson());
        recipient = ChainPeople.address(ChainPeople.newPerson());
    }

    /** Scenarios 1, 2 and 3 of the document, two sources at once, and a provider that wants another token. */
    @Test
    void everyScenarioOfTheDocumentEndsWithTheProviderPaid() throws Exception {
        Map<TestChain, Long> before = treasuries();
        String direct = open("direct", chains.avalanche, 7_000, List.of(), null, draw(chains.avalanche, 7_000));
        String bridged =
                open("bridged", chains.avalanche, 2_000_000, List.of(), null, draw(chains.arbitrum, 2_000_000));
        String far = open("far", chains.avalanche, 3_000_000, List.of(), null, draw(chains.polygon, 3_000_000));
        String both = open(
                "both",
                chains.avalanche,
                1_500_000,
                List.of(),
                null,
                draw(chains.polygon, 500_000),
                draw(chains.avalanche, 400_000),
                draw(chains.arbitrum, 600_000));
        Address20 euroRecipient = ChainPeople.address(ChainPeople.newPerson());
        Address20 usdcRecipient = recipient;
        recipient = euroRecipient;
        String swapped = open(
                "swapped",
                chains.avalanche,
                1_080_000,
                List.of(),
                chains.avalanche.contracts().swapToken(),
                draw(chains.arbitrum, 1_080_000));

        for (String payout : List.of(direct, bridged, far, both, swapped)) {
            PayoutConfirmed confirmed = confirmed(payout);
            assertThat(confirmed.getStatus()).as(payout).isEqualTo(TransferStatus.FINAL);
            assertThat(confirmed.getChainId()).isEqualTo(chains.avalanche.chainId());
        }
        assertThat(chains.avalanche.usdcBalanceMicros(hex(usdcRecipient)))
                .isEqualTo(7_000 + 2_000_000 + 3_000_000 + 1_500_000);
        assertThat(chains.avalanche.usdcBalanceMicros(hex(euroRecipient))).isZero();
        // A euro costs 1.08 USDC, the pool's fee is 0.3 percent, and the provider takes one percent less.
        assertThat(chains.tokens(chains.avalanche, hex(euroRecipient)))
                .isBetween(BigInteger.valueOf(99_000_000), BigInteger.valueOf(99_800_000));

        // All legs of a payout, and what the ledger hears of them, have the trace that the payout came with.
        assertThat(ledger.traced(LedgerTopics.trace(far)))
                .contains(
                        TopicCatalog.CHAIN_ROUTES.name(),
                        TopicCatalog.CHAIN_TRANSACTIONS.name(),
                        TopicCatalog.PROVIDER_INPUTS.name())
                .filteredOn(TopicCatalog.CHAIN_CONFIRMATIONS.name()::equals)
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(moves(direct, 5)).isEmpty();
        assertThat(moves(bridged, 5))
                .extracting(TreasuryMoveConfirmed::getStatus)
                .containsExactly(TransferStatus.SUBMITTED, TransferStatus.FINAL);
        assertThat(moves(far, 5))
                .filteredOn(move -> move.getStatus() == TransferStatus.FINAL)
                .extracting(TreasuryMoveConfirmed::getFromChainId, TreasuryMoveConfirmed::getToChainId)
                .containsExactly(tuple(137L, 42161L), tuple(42161L, 43114L));
        assertThat(moves(both, 5))
                .filteredOn(m -> m.getStatus() == TransferStatus.FINAL)
                .hasSize(3);
        // What the ledger was told is what the treasuries have.
        for (TestChain chain : chains.all()) {
            long told = Objects.requireNonNull(before.get(chain));
            for (String payout : List.of(bridged, far, both, swapped)) {
                for (TreasuryMoveConfirmed move : moves(payout, 5)) {
                    if (move.getStatus() == TransferStatus.SUBMITTED && move.getFromChainId() == chain.chainId()) {
                        told -= move.getSentMicros();
                    }
                    if (move.getStatus() == TransferStatus.FINAL && move.getToChainId() == chain.chainId()) {
                        told += move.getSentMicros() - move.getFeeMicros();
                    }
                }
            }
            if (chain.chainId() == chains.avalanche.chainId()) {
                told -= 7_000 + 2_000_000 + 3_000_000 + 1_500_000 + 1_080_000;
            }
            assertThat(chain.usdcBalanceMicros(chains.treasury()))
                    .as(chain.name())
                    .isEqualTo(told);
        }
    }

    /** Congestion of the document: the provider is told the final chain before it is paid there. */
    @Test
    void aCongestedChainGivesWayToOneThatTheProviderAgreedTo() throws Exception {
        chains.baseFee(chains.avalanche, BigInteger.TEN.pow(15));
        // Long enough for the relayer to have asked for the price, too.
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(RouteChains.gasPriceGwei(chains.avalanche)).isGreaterThan(200));
        String payout = open(
                "congested",
                chains.avalanche,
                1_000_000,
                List.of(chains.arbitrum.chainId()),
                null,
                draw(chains.polygon, 1_000_000));
        PayoutConfirmed confirmed = confirmed(payout);
        chains.baseFee(chains.avalanche, BigInteger.TEN.pow(9));
        assertThat(confirmed.getStatus()).isEqualTo(TransferStatus.FINAL);
        assertThat(confirmed.getChainId()).isEqualTo(chains.arbitrum.chainId());
        assertThat(chains.arbitrum.usdcBalanceMicros(hex(recipient))).isEqualTo(1_000_000);
        List<PayoutRerouted> told = ledger.seen(PayoutRerouted.class).stream()
                .filter(input -> input.getPayoutId().equals(payout))
                .toList();
        assertThat(told).singleElement().satisfies(input -> {
            assertThat(input.getChainId()).isEqualTo(chains.arbitrum.chainId());
            assertThat(input.getReason()).contains("avalanche is congested");
        });
        assertThat(ledger.seen().indexOf(told.getFirst()))
                .as("told before it is paid")
                .isLessThan(ledger.seen().indexOf(confirmed));
    }

    /** Bridge failure of the document, across a crash: held, its clock stopped, and on by itself. */
    @Test
    void withoutABridgeAPayoutIsHeldAndGoesOnByItself() throws Exception {
        long placed = holds(HoldPlaced.class);
        long released = holds(HoldReleased.class);
        String payout;
        chains.pause(chains.avalanche, true);
        try {
            // Until it is held the relayer may take the bridge to be open.
            await().atMost(PATIENCE)
                    .until(() -> holds(HoldPlaced.class) == placed + TopicCatalog.LEDGER_INPUTS.partitions());
            payout = open("held", chains.avalanche, 1_000_000, List.of(), null, draw(chains.arbitrum, 1_000_000));
            await().during(Duration.ofSeconds(2))
                    .atMost(PATIENCE)
                    .until(() -> moves(payout, 5).isEmpty());
            relayer.close();
            relayer = newRelayer();
            await().atMost(PATIENCE).until(relayer::isReady);
            assertThat(moves(payout, 5)).isEmpty();
        } finally {
            chains.pause(chains.avalanche, false);
        }
        assertThat(confirmed(payout).getStatus()).isEqualTo(TransferStatus.FINAL);
        assertThat(chains.avalanche.usdcBalanceMicros(hex(recipient))).isEqualTo(1_000_000);
        await().atMost(PATIENCE)
                .until(() -> holds(HoldReleased.class) == released + TopicCatalog.LEDGER_INPUTS.partitions());
    }

    /** Somebody named a chain that this deployment does not serve: the provider has its money again, or is paid where it takes it too. */
    @Test
    void whatNoChainServesIsGivenBackAndStopsNobody() throws Exception {
        Draw there =
                Draw.newBuilder().setChainId(10).setAmountNanos(1_000_000_000).build();
        String lost = open("unserved", 10, 1_000_000, List.of(11L), null, draw(chains.arbitrum, 1_000_000));
        String own = open("unserved-own", 10, 1_000_000, List.of(), null, there);
        String elsewhere = open(
                "elsewhere", 10, 1_000_000, List.of(chains.arbitrum.chainId()), null, draw(chains.arbitrum, 1_000_000));
        String served = open("served", chains.arbitrum, 7_000, List.of(), null, draw(chains.arbitrum, 7_000));
        for (String payout : List.of(lost, own)) {
            PayoutConfirmed back = confirmed(payout);
            assertThat(back.getStatus()).isEqualTo(TransferStatus.RETURNED);
            assertThat(back.getChainId()).as("as the ledger has it").isEqualTo(10);
            assertThat(back.getReason()).isEqualTo("no chain of this deployment: 10");
            assertThat(moves(payout, 5)).isEmpty();
        }
        PayoutConfirmed paid = confirmed(elsewhere);
        assertThat(paid.getStatus()).isEqualTo(TransferStatus.FINAL);
        assertThat(paid.getChainId()).isEqualTo(chains.arbitrum.chainId());
        assertThat(ledger.seen(PayoutRerouted.class))
                .filteredOn(input -> input.getPayoutId().equals(elsewhere))
                .singleElement()
                .satisfies(input -> assertThat(input.getChainId()).isEqualTo(chains.arbitrum.chainId()));
        assertThat(confirmed(served).getStatus()).isEqualTo(TransferStatus.FINAL);
        assertThat(chains.arbitrum.usdcBalanceMicros(hex(recipient))).isEqualTo(1_007_000);
        assertThat(holds(HoldPlaced.class, 10))
                .as("no clock waits for a chain that never comes")
                .isZero();
    }

    /** A lock that is never released: the bridge gives it back, fee included, and it is sent again. */
    @Test
    @Tag("slow")
    void aLockThatIsNeverReleasedComesBackAndIsRoutedAgain() throws Exception {
        chains.attester.pause();
        long before = chains.polygon.usdcBalanceMicros(chains.treasury());
        String payout = open("lost", chains.arbitrum, 1_000_000, List.of(), null, draw(chains.polygon, 1_000_000));
        await().atMost(PATIENCE).until(() -> !moves(payout, 1).isEmpty());
        long sentMs = System.currentTimeMillis();
        await().atMost(PATIENCE).until(() -> System.currentTimeMillis() - sentMs > 16_000);
        chains.attester.resume();
        PayoutConfirmed confirmed = confirmed(payout);
        assertThat(confirmed.getStatus()).isEqualTo(TransferStatus.FINAL);
        assertThat(chains.arbitrum.usdcBalanceMicros(hex(recipient))).isEqualTo(1_000_000);
        assertThat(moves(payout, 5))
                .extracting(TreasuryMoveConfirmed::getStatus)
                .containsExactly(
                        TransferStatus.SUBMITTED,
                        TransferStatus.RETURNED,
                        TransferStatus.SUBMITTED,
                        TransferStatus.FINAL);
        long sent = moves(payout, 5).getLast().getSentMicros();
        assertThat(chains.polygon.usdcBalanceMicros(chains.treasury())).isEqualTo(before - sent);
    }

    /** Inputs of that type about Avalanche, one for each partition. */
    private static long holds(Class<? extends SpecificRecord> type) {
        return holds(type, chains.avalanche.chainId());
    }

    private static long holds(Class<? extends SpecificRecord> type, long chainId) {
        return ledger.seen(type).stream()
                .filter(input ->
                        input.get(input.getSchema().getField("chainId").pos()).equals(chainId))
                .count();
    }

    private static Map<TestChain, Long> treasuries() {
        Map<TestChain, Long> balances = new HashMap<>();
        chains.all().forEach(chain -> balances.put(chain, chain.usdcBalanceMicros(chains.treasury())));
        return balances;
    }

    private static Draw draw(TestChain chain, long micros) {
        return Draw.newBuilder()
                .setChainId(chain.chainId())
                .setAmountNanos(micros * 1_000)
                .build();
    }

    /** The line with which the ledger opens a payout; its id. */
    private String open(
            String name,
            TestChain chain,
            long amountMicros,
            List<Long> alternatives,
            @Nullable String token,
            Draw... sources)
            throws Exception {
        return open(name, chain.chainId(), amountMicros, alternatives, token, sources);
    }

    private String open(
            String name,
            long chainId,
            long amountMicros,
            List<Long> alternatives,
            @Nullable String token,
            Draw... sources)
            throws Exception {
        String id = "instant:0:" + name + hex(recipient).substring(2, 10);
        ledger.write(
                TopicCatalog.PROVIDER_JOURNAL,
                Lines.line(
                        EventHeaders.newInputId(),
                        provider,
                        "UsageCharged",
                        System.currentTimeMillis(),
                        PayoutOpened.newBuilder()
                                .setPayoutId(id)
                                .setBatchId("")
                                .setWindowEndMs(0)
                                .setChainId(chainId)
                                .setAmountMicros(amountMicros)
                                .setSources(List.of(sources))
                                .setRecipient(recipient)
                                .setAlternativeChainIds(alternatives)
                                .setPayoutToken(token == null ? null : Lines.address(token))
                                .setSlippageBps(100)
                                .build()),
                LedgerTopics.trace(id));
        return id;
    }

    private static PayoutConfirmed confirmed(String payoutId) {
        return await().atMost(PATIENCE)
                .until(
                        () -> ledger.seen(PayoutConfirmed.class).stream()
                                .filter(input -> input.getPayoutId().equals(payoutId)
                                        && input.getStatus() != TransferStatus.SUBMITTED)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** What the ledger was told of the moves of a payout's first legs, in order. */
    private static List<TreasuryMoveConfirmed> moves(String payoutId, int legs) {
        List<String> ids = new ArrayList<>();
        for (int leg = 0; leg < legs; leg++) {
            ids.add(RouteMachine.moveId(payoutId, leg));
        }
        return ledger.seen(TreasuryMoveConfirmed.class).stream()
                .filter(input -> ids.contains(input.getMoveId()))
                .toList();
    }

    private static String hex(Address20 address) {
        return "0x" + HexFormat.of().formatHex(address.bytes());
    }
}
