package io.fluxledger.relayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.DepositOpened;
import io.fluxledger.events.DepositRevoked;
import io.fluxledger.events.DepositSeen;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.WithdrawalConfirmed;
import io.fluxledger.events.WithdrawalOpened;
import io.fluxledger.relayer.plan.Lines;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.utils.Numeric;

/** Reorganisations, fee spikes and dead endpoints of real nodes, with money on its way. */
class RelayerReorgTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static TestChains chains;
    private static LedgerTopics ledger;
    private static Relayer relayer;

    @BeforeAll
    static void start() {
        chains = TestChains.shared();
        ledger = new LedgerTopics();
        relayer = new RelayerOfTests(chains, ledger.bootstrap).start(Duration.ofSeconds(1), Duration.ofSeconds(2));
        await().atMost(PATIENCE).until(relayer::isReady);
    }

    @AfterAll
    static void stop() {
        relayer.close();
        ledger.close();
    }

    @Test
    void whatADeepReorganisationTakesBackIsRevokedSentAgainAndFinalAgain() throws Exception {
        TestChain chain = chains.home();
        Credentials payer = ChainPeople.newPerson();
        chain.mintUsdc(payer.getAddress(), 7_000_000);
        String treasury = chains.treasury().getAddress().toLowerCase(Locale.ROOT);
        // A reorganisation also forgets what was minted in its blocks.
        mine(chain, 12);
        DepositOpened deposit = ChainPeople.deposit(chain, payer, treasury, 7_000_000, nowS() + 600);
        journal(payer, deposit);
        await().atMost(PATIENCE).until(() -> credited(deposit).size() == 1);
        rpc(chain, "anvil_reorg", "6,[]");
        assertThat(chain.usdcBalanceMicros(payer.getAddress())).isEqualTo(7_000_000);
        await().atMost(PATIENCE)
                .until(() -> turns(deposit).equals(List.of("CreditsDeposited", "DepositRevoked", "CreditsDeposited")));
        assertThat(chain.usdcBalanceMicros(payer.getAddress())).isZero();
        assertThat(credited(deposit).stream().map(CreditsDeposited::getInputId).distinct())
                .as("it is news again")
                .hasSize(2);
        assertThat(ledger.seen(DepositSeen.class).stream()
                        .filter(seen -> seen.getNonce().equals(deposit.getNonce())))
                .hasSize(2);
        assertThat(ledger.seen(ChainConfirmation.class).stream()
                        .filter(confirmation -> confirmation.getAccount().equals(ChainPeople.address(payer)))
                        .map(ChainConfirmation::getStatus))
                .containsExactly(TransferStatus.FINAL, TransferStatus.REVOKED, TransferStatus.FINAL);
    }

    @Test
    void aFeeSpikeIsOutbidAndAShallowReorganisationForgotten() throws Exception {
        TestChain chain = chains.remote();
        String treasury = chains.treasury().getAddress().toLowerCase(Locale.ROOT);
        chain.mintUsdc(treasury, 1_000);
        mine(chain, 4);
        rpc(chain, "evm_setIntervalMining", "0");
        String recipient = ChainPeople.newPerson().getAddress();
        try {
            withdraw(chain, recipient);
            await().atMost(PATIENCE).until(() -> rpc(chain, "txpool_status", "").contains("\"pending\":\"0x1\""));
            // 60 gwei: more than the transaction offers, far below the cap.
            rpc(chain, "anvil_setNextBlockBaseFeePerGas", "\"0xdf8475800\"");
            mine(chain, 1);
        } finally {
            rpc(chain, "evm_setIntervalMining", "1");
        }
        await().atMost(PATIENCE).until(() -> statuses(recipient).contains(TransferStatus.SUBMITTED));
        rpc(chain, "anvil_reorg", "1,[]");
        await().atMost(PATIENCE).until(() -> statuses(recipient).contains(TransferStatus.FINAL));
        assertThat(statuses(recipient)).containsExactly(TransferStatus.SUBMITTED, TransferStatus.FINAL);
        assertThat(chain.usdcBalanceMicros(recipient)).isEqualTo(1_000);
    }

    @Test
    void aNodeThatDiesAndComesBackOlderPaysEverythingOnce() throws Exception {
        TestChain chain = chains.remote();
        chain.mintUsdc(chains.treasury().getAddress(), 6_000);
        long minted = block(chain);
        await().atMost(PATIENCE).until(() -> block(chain) > minted + 3);
        List<String> recipients = new ArrayList<>();
        for (int crash = 0; crash < 2; crash++) {
            for (int i = 0; i < 3; i++) {
                String recipient = ChainPeople.newPerson().getAddress();
                recipients.add(recipient);
                withdraw(chain, recipient);
            }
            TransferStatus reached = crash == 0 ? TransferStatus.SUBMITTED : TransferStatus.FINAL;
            await().atMost(PATIENCE).until(() -> statuses(recipients.getLast()).contains(reached));
            chain.crashNode();
        }
        for (String recipient : recipients) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(chain.usdcBalanceMicros(recipient))
                            .as(recipient)
                            .isEqualTo(1_000));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(statuses(recipient)).last().isEqualTo(TransferStatus.FINAL));
        }
    }

    private static long block(TestChain chain) throws IOException, InterruptedException {
        String answer = rpc(chain, "eth_blockNumber", "");
        return Long.decode(answer.replaceAll(".*\"(0x[0-9a-f]+)\".*", "$1"));
    }

    /** What the ledger was told of a deposit that is final or taken back, repeats left out. */
    private static List<String> turns(DepositOpened deposit) {
        List<String> turns = new ArrayList<>();
        for (Object event : ledger.seen()) {
            boolean concerned = switch (event) {
                case CreditsDeposited credited -> credited.getNonce().equals(deposit.getNonce());
                case DepositRevoked revoked -> revoked.getNonce().equals(deposit.getNonce());
                default -> false;
            };
            String name = event.getClass().getSimpleName();
            if (concerned && (turns.isEmpty() || !turns.getLast().equals(name))) {
                turns.add(name);
            }
        }
        return turns;
    }

    private static List<CreditsDeposited> credited(DepositOpened deposit) {
        return ledger.seen(CreditsDeposited.class).stream()
                .filter(credited -> credited.getNonce().equals(deposit.getNonce()))
                .toList();
    }

    private static List<TransferStatus> statuses(String recipient) {
        return ledger.seen(WithdrawalConfirmed.class).stream()
                .filter(confirmed -> confirmed.getWithdrawalId().equals("reorg-" + recipient))
                .map(WithdrawalConfirmed::getStatus)
                .toList();
    }

    private static void withdraw(TestChain chain, String recipient) throws Exception {
        Credentials payer = ChainPeople.newPerson();
        journal(
                payer,
                WithdrawalOpened.newBuilder()
                        .setWithdrawalId("reorg-" + recipient)
                        .setChainId(chain.chainId())
                        .setAmountNanos(1_000_000)
                        .setRecipient(Lines.address(recipient))
                        .setValidBeforeMs(Long.MAX_VALUE)
                        .setNonce(new Hash32(Numeric.toBytesPadded(BigInteger.ONE, 32)))
                        .build());
    }

    private static void journal(Credentials payer, Object entry) throws Exception {
        ledger.write(
                TopicCatalog.LEDGER_JOURNAL,
                Lines.line(EventHeaders.newInputId(), ChainPeople.address(payer), "Input", nowS() * 1_000, entry));
    }

    private static long nowS() {
        return System.currentTimeMillis() / 1_000;
    }

    private static void mine(TestChain chain, int blocks) throws IOException, InterruptedException {
        rpc(chain, "anvil_mine", "\"0x" + Integer.toHexString(blocks) + "\"");
    }

    private static String rpc(TestChain chain, String method, String parameters)
            throws IOException, InterruptedException {
        URI url = chain.rpcUrl();
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
                                .formatted(method, parameters)))
                .build();
        String answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        assertThat(answer).as(method).doesNotContain("\"error\"");
        return answer;
    }
}
