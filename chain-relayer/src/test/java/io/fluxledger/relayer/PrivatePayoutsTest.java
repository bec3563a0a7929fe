package io.fluxledger.relayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.TransactionState;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.TransferUnmatched;
import io.fluxledger.relayer.send.LaneAlarm;
import io.fluxledger.servers.JavaProgram;
import io.fluxledger.servers.KafkaBroker;
import io.fluxledger.servers.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Credentials;

/** Batches of payouts on the journal, encrypted transfers with real proofs on a real chain, and the reserve that they are made from. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrivatePayoutsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MANY = 70;
    /** Is paid openly before there is a key. */
    private static final Credentials STRANGER = ChainPeople.newPerson();

    private static KafkaBroker broker;
    private static PrivateNetwork network;
    private static LedgerTopics ledger;
    private static PayoutLog payouts;
    private static Relayer relayer;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        broker = KafkaBroker.start(
                Files.createDirectories(directory.resolve("kafka")),
                Ports.free(),
                directory.resolve("kafka.log"),
                line -> {});
        network = new PrivateNetwork(directory);
        ledger = new LedgerTopics(broker.bootstrap());
        payouts = new PayoutLog(ledger, network.chain.chainId());
        relayer = network.relayer(broker.bootstrap());
        await().atMost(PATIENCE).until(relayer::isReady);
    }

    @AfterAll
    static void stop() {
        relayer.close();
        ledger.close();
        network.close();
        broker.stop();
    }

    @Test
    @Order(1)
    void batchesAreEncryptedTheRestIsPlainAndWhatWithdrawalsLackComesBack() throws Exception {
        String treasury = PrivateNetwork.address(network.treasury);
        network.chain.mintUsdc(treasury, 30_000_000);
        Credentials first = ChainPeople.newPerson();
        Credentials second = ChainPeople.newPerson();
        network.register("first", first);
        network.register("second", second);
        long window = System.currentTimeMillis();
        payouts.payout("one", first, 2_345_678, window);
        payouts.payout("two", second, 1_000_000, window);
        payouts.payout("three", first, 6_993, window);
        payouts.payout("open", STRANGER, 500_000, window);
        payouts.payout("instant", second, 250_000, 0);
        payouts.payout(10, "nowhere", second, 1_000, window);
        for (String id : List.of("one", "two", "three", "open", "instant")) {
            await().atMost(PATIENCE).until(() -> payouts.isFinal(id));
            assertThat(payouts.statuses(id)).as(id).containsExactly(TransferStatus.SUBMITTED, TransferStatus.FINAL);
        }
        await().atMost(PATIENCE).until(() -> !payouts.statuses("nowhere").isEmpty());
        assertThat(network.decrypted("first")).isEqualTo(2_352_671);
        assertThat(network.decrypted("second")).isEqualTo(1_000_000);
        assertThat(network.decrypted("payouts")).isEqualTo(PrivateNetwork.PORTION_MICROS - 3_352_671);
        assertThat(plain(first)).isZero();
        assertThat(plain(second)).as("paid at once").isEqualTo(250_000);
        assertThat(plain(STRANGER)).as("nobody can encrypt for who has no key").isEqualTo(500_000);
        assertThat(network.chain.usdcBalanceMicros(treasury)).isEqualTo(30_000_000 - 10_000_000 - 750_000);

        // 19.25 are open, 6.647329 encrypted: five tenths of a portion come back.
        Credentials payer = ChainPeople.newPerson();
        payouts.withdraw("back", payer, 23_500_000);
        await().atMost(PATIENCE).until(() -> payouts.withdrawn("back").contains(TransferStatus.FINAL));
        assertThat(payouts.withdrawn("back")).containsExactly(TransferStatus.SUBMITTED, TransferStatus.FINAL);
        assertThat(plain(payer)).isEqualTo(23_500_000);
        assertThat(network.decrypted("payouts")).isEqualTo(1_647_329);
        assertThat(network.chain.usdcBalanceMicros(treasury)).isEqualTo(750_000);
        assertThat(ledger.seen(TransferUnmatched.class))
                .as("our own money is nobody's deposit")
                .isEmpty();
    }

    /**
     * The second portion is deposited while payouts from the first are made, what was mined is forgotten by the chain once, and somebody
     * sends the payout account something.
     */
    @Test
    @Order(2)
    void aDepositAReorganisationAndDustInTheMiddleOfABatchChangeNothing() throws Exception {
        network.chain.mintUsdc(PrivateNetwork.address(network.treasury), 40_000_000);
        network.mine(6);
        Credentials third = ChainPeople.newPerson();
        network.register("third", third);
        long before = network.decrypted("payouts");
        List<Long> amounts = List.of(4_000_000L, 3_000_000L, 5_000_001L, 2_000_000L);
        long window = System.currentTimeMillis();
        for (int i = 0; i < amounts.size(); i++) {
            payouts.payout("reorg-" + i, third, amounts.get(i), window);
        }
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !payouts.mined("reorg-").isEmpty());
        network.reorganise(2);
        network.sendDust("first");
        for (int i = 0; i < amounts.size(); i++) {
            String id = "reorg-" + i;
            await().atMost(PATIENCE).until(() -> payouts.isFinal(id));
        }
        await().atMost(PATIENCE).until(() -> network.decrypted("third") == 14_000_001);
        assertThat(payouts.mined("reorg-").values())
                .as("one was mined, forgotten, and mined in another block")
                .anyMatch(blocks -> blocks.size() > 1);
        assertThat((before + 20_000_000 + 1 - 14_000_001 - network.decrypted("payouts"))
                        % PrivateNetwork.PORTION_MICROS)
                .as("nothing else left the payout account")
                .isZero();
        assertThat(ledger.seen(PayoutConfirmed.class))
                .noneMatch(confirmed -> confirmed.getStatus() == TransferStatus.RETURNED
                        && !confirmed.getPayoutId().equals("nowhere"));
    }

    /** The relayer dies when it has just written a state of a payout, and its prover with it. */
    @Test
    @Order(3)
    void aRelayerThatIsKilledPaysEveryProviderOnce(@TempDir Path directory) throws Exception {
        relayer.close();
        network.chain.mintUsdc(PrivateNetwork.address(network.treasury), 20_000_000);
        Credentials fourth = ChainPeople.newPerson();
        network.register("fourth", fourth);
        Path config = directory.resolve("relayer.properties");
        try (var writer = Files.newBufferedWriter(config)) {
            network.properties(broker.bootstrap()).store(writer, null);
        }
        List<TransactionState> kills =
                List.of(TransactionState.SIGNED, TransactionState.BROADCAST, TransactionState.MINED);
        long window = System.currentTimeMillis();
        Process process = start(config, directory);
        try {
            for (int i = 0; i < kills.size(); i++) {
                TransactionState kill = kills.get(i);
                long before = payouts.written(kill);
                payouts.payout("kill-" + i + "-a", fourth, 1_000_000 + i, window);
                payouts.payout("kill-" + i + "-b", fourth, 500_000, window);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> payouts.written(kill) > before);
                process.destroyForcibly().waitFor();
                process = start(config, directory);
            }
            for (int i = 0; i < kills.size(); i++) {
                for (String id : List.of("kill-" + i + "-a", "kill-" + i + "-b")) {
                    await().atMost(PATIENCE).until(() -> payouts.isFinal(id));
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(network.decrypted("fourth")).isEqualTo(4_500_003);
        assertThat(ledger.seen(ChainConfirmation.class).stream()
                        .filter(confirmation -> confirmation.getSubjectId().startsWith("kill-")))
                .hasSize(2 * kills.size())
                .allMatch(confirmation -> confirmation.getStatus() == TransferStatus.FINAL)
                .extracting(ChainConfirmation::getTransactionHash)
                .doesNotHaveDuplicates();
    }

    /** False proofs, an old one again, a process that dies whatever it is asked: nobody is paid twice, and nobody never. */
    @Test
    @Order(4)
    void aProverThatLiesAndDiesAtEveryStepPaysEveryProviderOnce(@TempDir Path directory) throws Exception {
        network.chain.mintUsdc(PrivateNetwork.address(network.treasury), 12_000_000);
        Credentials sixth = ChainPeople.newPerson();
        network.register("sixth", sixth);
        FaultyProver faulty = network.faultyProver(directory.resolve("faulty"));
        List<String> steps = List.of(
                "ask openKey",
                "tell openKey",
                "ask decryptBalance",
                "tell decryptBalance",
                "ask encryptOwn",
                "tell encryptOwn",
                "ask batch",
                "tell batch",
                "tell batch");
        faulty.dieAt(steps);
        long needsDeposit = network.decrypted("payouts") + 1_000_000;
        long window = System.currentTimeMillis();
        List<String> faults = List.of("tamper", "forge", "replay");
        try (Relayer _ = network.relayer(broker.bootstrap(), faulty.home())) {
            payouts.payout("dies-0", sixth, needsDeposit, window);
            payouts.payout("dies-1", sixth, 200_000, window);
            for (String id : List.of("dies-0", "dies-1")) {
                await().atMost(PATIENCE.multipliedBy(3)).until(() -> payouts.isFinal(id));
            }
            assertThat(faulty.done())
                    .containsExactlyInAnyOrderElementsOf(
                            steps.stream().map(step -> "kill " + step).toList());
            for (String fault : faults) {
                faulty.next(fault);
                payouts.payout(fault, sixth, 1_000, window);
                await().atMost(PATIENCE).until(() -> payouts.isFinal(fault));
                assertThat(faulty.done().getLast()).isEqualTo(fault);
            }
        }
        assertThat(network.decrypted("sixth")).isEqualTo(needsDeposit + 203_000);
        for (String id : List.of("dies-0", "dies-1", "tamper", "forge", "replay")) {
            assertThat(payouts.statuses(id)).as(id).containsExactly(TransferStatus.SUBMITTED, TransferStatus.FINAL);
        }
    }

    /** Where the group's offsets are lost, the journal is read from its first line: who was paid openly has an encryption key by now. */
    @Test
    @Order(5)
    void aJournalThatIsReadAgainPaysNobodyASecondTime() throws Exception {
        network.register("stranger", STRANGER);
        long commands = ledger.commands();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            // As long as the group remembers the killed process it cannot be deleted.
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.deleteConsumerGroups(List.of("fluxledger-relayer-planner"))
                                    .all()
                                    .get()
                            == null);
        }
        try (Relayer again = network.relayer(broker.bootstrap())) {
            await().atMost(PATIENCE).until(again::isReady);
            payouts.payout("after", STRANGER, 1_000, System.currentTimeMillis());
            await().atMost(PATIENCE).until(() -> payouts.isFinal("after"));
        }
        assertThat(payouts.statuses("nowhere")).as("given back once").containsExactly(TransferStatus.RETURNED);
        assertThat(network.decrypted("stranger")).isEqualTo(1_000);
        assertThat(plain(STRANGER)).isEqualTo(500_000);
        assertThat(ledger.commands())
                .as("what the first was paid by is repeated for none")
                .isEqualTo(commands + 1);
    }

    /** Nothing in the reserve covers any of them: what fills it is the last command of the lane. */
    @Test
    @Order(6)
    void aBatchOfMorePayoutsThanArePreparedIsPaid() throws Exception {
        long each = network.decrypted("payouts") + 1;
        network.chain.mintUsdc(PrivateNetwork.address(network.treasury), MANY * each + PrivateNetwork.PORTION_MICROS);
        Credentials fifth = ChainPeople.newPerson();
        network.register("fifth", fifth);
        long window = System.currentTimeMillis();
        for (int i = 0; i < MANY; i++) {
            payouts.payout("many-" + i, fifth, each, window);
        }
        try (Relayer _ = network.relayer(broker.bootstrap())) {
            await().atMost(PATIENCE).until(() -> payouts.isFinal("many-0") && payouts.isFinal("many-1"));
        }
    }

    /** Those that were not paid above wait, and nothing else does. */
    @Test
    @Order(7)
    void privatePayoutsThatAreSwitchedOffStopNoOtherLane() throws Exception {
        Credentials payer = ChainPeople.newPerson();
        try (Relayer plain = network.plainRelayer(broker.bootstrap())) {
            await().atMost(PATIENCE).until(plain::isReady);
            payouts.withdraw("plainly", payer, 10_000);
            await().atMost(PATIENCE).until(() -> payouts.withdrawn("plainly").contains(TransferStatus.FINAL));
            String lane = network.chain.chainId() + ":" + PrivateNetwork.address(network.payouts);
            await().atMost(PATIENCE).until(() -> plain.alarms().containsKey(lane));
            assertThat(plain.alarms().get(lane))
                    .extracting(LaneAlarm::kind)
                    .containsExactly(LaneAlarm.Kind.NOT_CONFIGURED);
        }
        assertThat(plain(payer)).isEqualTo(10_000);
    }

    private static Process start(Path config, Path directory) throws Exception {
        return new ProcessBuilder(JavaProgram.command(
                        "io.fluxledger.relayer.RelayerMain",
                        160,
                        List.of("-XX:TieredStopAtLevel=1"),
                        List.of("--config", config.toString())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("relayer.log").toFile()))
                .start();
    }

    private static long plain(Credentials person) {
        return network.chain.usdcBalanceMicros(person.getAddress());
    }
}
