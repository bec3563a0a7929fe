package io.fluxledger.relayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.EscrowAuthorization;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.IntentStatus;
import io.fluxledger.events.TransactionState;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.WithdrawalOpened;
import io.fluxledger.relayer.plan.Lines;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.JavaProgram;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Credentials;

/** The relayer's process is killed (-9) while money is on its way; nothing is lost and nothing is paid twice. */
class RelayerKillTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** The process dies when it has just written a record in that state, once more. */
    private static final List<TransactionState> KILL_AT = List.of(
            TransactionState.SIGNED, TransactionState.BROADCAST, TransactionState.MINED, TransactionState.FINAL);

    private static final int WITHDRAWALS = 8;
    private static final int INTENTS = 2;

    @TempDir
    private Path directory;

    private final TestChains chains = TestChains.shared();

    @Test
    void killedAtEveryStepItPaysEverythingOnce() throws Exception {
        TestChain home = chains.home();
        TestChain remote = chains.remote();
        String treasury = chains.treasury().getAddress().toLowerCase(Locale.ROOT);
        home.mintUsdc(treasury, 1_000_000);
        Path config = config();
        try (LedgerTopics ledger = new LedgerTopics()) {
            List<String> recipients = new ArrayList<>();
            List<Credentials> payers = new ArrayList<>();
            for (int i = 0; i < INTENTS; i++) {
                Credentials payer = ChainPeople.newPerson();
                remote.mintUsdc(payer.getAddress(), 50_000);
                payers.add(payer);
            }
            Address20 provider = ChainPeople.address(ChainPeople.newPerson());
            Process process = start(config);
            for (int round = 0; round < KILL_AT.size(); round++) {
                TransactionState kill = KILL_AT.get(round);
                int before = count(ledger, kill);
                while (recipients.size() < WITHDRAWALS * (round + 1) / KILL_AT.size()) {
                    recipients.add(withdraw(ledger, home));
                }
                if (kill == TransactionState.SIGNED) {
                    openAndClose(ledger, remote, payers, provider);
                }
                Process running = process;
                until(running, () -> count(ledger, kill) > before);
                process.destroyForcibly().waitFor();
                process = start(config);
            }
            while (recipients.size() < WITHDRAWALS) {
                recipients.add(withdraw(ledger, home));
            }
            openAndClose(ledger, remote, payers, provider);
            int intents = INTENTS - payers.size();
            Process running = process;
            until(running, () -> ended(ledger) == WITHDRAWALS + intents * 5);
            process.destroyForcibly().waitFor();
            check(ledger, home, remote, recipients, provider, intents);
        }
    }

    private static void check(
            LedgerTopics ledger,
            TestChain home,
            TestChain remote,
            List<String> recipients,
            Address20 provider,
            int intents) {
        for (String recipient : recipients) {
            assertThat(home.usdcBalanceMicros(recipient)).as(recipient).isEqualTo(1_000);
        }
        assertThat(remote.usdcBalanceMicros("0x" + HexFormat.of().formatHex(provider.bytes())))
                .isEqualTo(intents * 6_993L);
        List<ChainConfirmation> confirmations = ledger.seen(ChainConfirmation.class);
        assertThat(confirmations).allMatch(confirmation -> confirmation.getStatus() == TransferStatus.FINAL);
        assertThat(confirmations).extracting(ChainConfirmation::getCommandId).doesNotHaveDuplicates();
        assertThat(confirmations)
                .extracting(ChainConfirmation::getTransactionHash)
                .doesNotHaveDuplicates();
        Set<String> nonces = ledger.seen(ChainTransaction.class).stream()
                .filter(transaction -> transaction.getState() == TransactionState.FINAL)
                .map(transaction ->
                        transaction.getChainId() + ":" + transaction.getSigner() + ":" + transaction.getLaneNonce())
                .collect(Collectors.toSet());
        assertThat(nonces).as("one nonce for each").hasSize(confirmations.size());
    }

    private static void until(Process running, BooleanSupplier condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            assertThat(running.isAlive()).as("the relayer is running").isTrue();
            return condition.getAsBoolean();
        });
    }

    private static int count(LedgerTopics ledger, TransactionState state) {
        return (int) ledger.seen(ChainTransaction.class).stream()
                .filter(transaction -> transaction.getState() == state)
                .count();
    }

    private static long ended(LedgerTopics ledger) {
        return ledger.seen(ChainConfirmation.class).stream()
                .map(ChainConfirmation::getCommandId)
                .distinct()
                .count();
    }

    private static String withdraw(LedgerTopics ledger, TestChain chain) throws Exception {
        Credentials payer = ChainPeople.newPerson();
        Hash32 any = new Hash32(new byte[32]);
        ledger.write(
                TopicCatalog.LEDGER_JOURNAL,
                Lines.line(
                        EventHeaders.newInputId(),
                        ChainPeople.address(payer),
                        "WithdrawalRequested",
                        System.currentTimeMillis(),
                        WithdrawalOpened.newBuilder()
                                .setWithdrawalId("kill-" + payer.getAddress())
                                .setChainId(chain.chainId())
                                .setAmountNanos(1_000_000)
                                .setRecipient(ChainPeople.address(payer))
                                .setValidBeforeMs(Long.MAX_VALUE)
                                .setNonce(any)
                                .build()));
        return payer.getAddress();
    }

    private void openAndClose(LedgerTopics ledger, TestChain chain, List<Credentials> payers, Address20 provider)
            throws Exception {
        if (payers.isEmpty()) {
            return;
        }
        Credentials payer = payers.removeLast();
        String intentId = "kill:" + payer.getAddress();
        long nowMs = System.currentTimeMillis();
        EscrowAuthorization authorization = ChainPeople.escrow(
                chain,
                payer,
                provider,
                chains.operator().getAddress(),
                chains.treasury().getAddress(),
                50_000,
                nowMs / 1_000);
        for (Object entry : List.of(
                Lines.opened(intentId, authorization, nowMs + 300_000),
                Lines.closed(
                        intentId, Funding.ESCROW, IntentStatus.SETTLED, provider, chain.chainId(), 7_000_000, null))) {
            ledger.write(
                    TopicCatalog.LEDGER_JOURNAL,
                    Lines.line(EventHeaders.newInputId(), ChainPeople.address(payer), "Input", nowMs, entry));
        }
    }

    private Path config() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("kafka.bootstrap", TestKafka.shared().bootstrap());
        properties.setProperty("registry.url", TestRegistry.shared().url().toString());
        properties.setProperty("http.port", "0");
        properties.setProperty("chains.file", chains.chainsFile().toString());
        properties.setProperty("state.dir", directory.toString());
        properties.setProperty("keys.treasury.file", chains.treasuryKeyFile().toString());
        properties.setProperty("keys.operator.file", chains.operatorKeyFile().toString());
        properties.setProperty("instance.id", "test");
        properties.setProperty("poll.interval", "PT0.1S");
        Path file = directory.resolve("relayer.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }

    private Process start(Path config) throws IOException {
        List<String> command = JavaProgram.command(
                "io.fluxledger.relayer.RelayerMain",
                160,
                List.of("-XX:TieredStopAtLevel=1"),
                List.of("--config", config.toString()));
        Path log = directory.resolve("relayer.log");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }
}
