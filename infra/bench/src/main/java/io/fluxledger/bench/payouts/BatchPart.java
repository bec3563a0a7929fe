package io.fluxledger.bench.payouts;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.chain.RelayerTopics;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.events.Address20;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.prover.Prover;
import io.fluxledger.relayer.Relayer;
import io.fluxledger.relayer.proofs.ProverKey;
import io.fluxledger.schemas.EventHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.web3j.utils.Numeric;

/**
 * A window's batch through the relayer: from the committed journal lines that open its payouts until each is told as final. The keys of
 * providers are registered before; the reserve is filled in that time. At the end every balance is decrypted and compared.
 */
public final class BatchPart implements Part {
    private static final int PAYOUTS = 200;
    private static final int QUICK_PAYOUTS = 8;
    private static final int MOST_RETRIES = 0;
    private static final long LEAST_MICROS = 5_000_003;
    private static final long STEP_MICROS = 7_919;
    /** More than a batch comes to: one deposit fills the reserve. */
    private static final long PORTION_MICROS = 2_000_000_000;

    private static final String PAYER = "payouts";
    private static final String BATCH = "batch";
    private static final Hash32 NO_HASH = new Hash32(new byte[32]);
    private static final int REGISTERED_A_LINE = 50;
    private static final int PAID_A_LINE = 20;
    private static final Duration WAIT = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(60);

    /** One payout; its id is the name of the provider's key. */
    private record Payout(EncryptedAccount provider, long amountMicros) {
        String id() {
            return provider.name();
        }
    }

    private record Servers(LedgerServers ledger, LedgerServers.Broker broker, PayoutChain chain, Prover prover) {}

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public String description() {
        return "a window's payouts to 200 providers through the relayer, until all are final";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int count = run.options().choose(QUICK_PAYOUTS, PAYOUTS);
        ZkFiles files = ZkFiles.of(run);
        Path directory = Files.createDirectories(run.directory().resolve(BATCH));
        Path password = ZkFiles.passwordFile(run);
        try (LedgerServers ledger = LedgerServers.start(run, "batch-ledger");
                LedgerServers.Broker broker = ledger.newBroker();
                PayoutChain chain = new PayoutChain(run, directory, files.artifacts());
                Prover prover = new Prover(files.settings(run))) {
            Servers servers = new Servers(ledger, broker, chain, prover);
            EncryptedAccount auditor = new EncryptedAccount(chain, prover, "auditor", chain.funded());
            var _ = auditor.register(directory, password);
            auditor.becomeAuditor();
            EncryptedAccount payer = new EncryptedAccount(chain, prover, PAYER, chain.funded());
            var _ = payer.register(directory, password);
            List<Payout> payouts = providers(run, servers, count, directory, password);
            chain.mintUsdc(chain.treasury.getAddress(), PORTION_MICROS);
            PrivateRelayer relayer = new PrivateRelayer(
                    chain,
                    payer.wallet(),
                    new ProverKey(PAYER, EncryptedAccount.keyFile(directory, PAYER), password),
                    files.settings(run),
                    PORTION_MICROS);
            List<Figure> figures = measure(run, servers, relayer, payouts);
            requirePaid(servers, payer, payouts);
            return figures;
        }
    }

    private static List<Payout> providers(BenchRun run, Servers servers, int count, Path directory, Path password)
            throws IOException {
        List<Payout> payouts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            EncryptedAccount provider = new EncryptedAccount(
                    servers.chain(),
                    servers.prover(),
                    "provider-" + i,
                    servers.chain().funded());
            var _ = provider.register(directory, password);
            payouts.add(new Payout(provider, LEAST_MICROS + i * STEP_MICROS));
            if (i % REGISTERED_A_LINE == 0 || i == count) {
                run.progress("%d of %d providers registered".formatted(i, count));
            }
        }
        return payouts;
    }

    private static List<Figure> measure(BenchRun run, Servers servers, PrivateRelayer shipped, List<Payout> payouts)
            throws ExecutionException, InterruptedException {
        Map<String, Payout> byId = new LinkedHashMap<>();
        payouts.forEach(payout -> byId.put(payout.id(), payout));
        BatchWatch watch = new BatchWatch(byId.keySet());
        try (RelayerTopics topics = new RelayerTopics(
                        servers.broker().bootstrap(), servers.ledger().serde());
                Relayer relayer = shipped.start(servers.ledger(), servers.broker())) {
            long begunNs = System.nanoTime();
            while (!relayer.isReady()) {
                requireInTime(begunNs, relayer, "is not ready");
                LockSupport.parkNanos(WAIT.toNanos());
            }
            run.progress("the relayer is ready");
            double seconds = pay(run, topics, relayer, watch, payouts);
            topics.readToEnd(watch::saw);
            run.progress("%d payouts final after %.1f s; %s".formatted(payouts.size(), seconds, watch.retries()));
            return figures(watch, payouts, seconds);
        }
    }

    /** Seconds from the first line to the last payout that is final. */
    private static double pay(
            BenchRun run, RelayerTopics topics, Relayer relayer, BatchWatch watch, List<Payout> payouts)
            throws ExecutionException, InterruptedException {
        long windowEndMs = System.currentTimeMillis();
        long begunNs = System.nanoTime();
        List<Future<RecordMetadata>> written = new ArrayList<>();
        payouts.forEach(payout -> written.add(topics.providerLine(line(payout, windowEndMs))));
        for (Future<RecordMetadata> each : written) {
            var _ = each.get();
        }
        int told = 0;
        while (!watch.isPaid()) {
            topics.read(WAIT, watch::saw);
            if (watch.paid() >= told + PAID_A_LINE) {
                told = watch.paid();
                run.progress("%d of %d payouts final".formatted(told, payouts.size()));
            }
            requireInTime(begunNs, relayer, "has paid " + watch.paid() + " of " + payouts.size());
        }
        return (System.nanoTime() - begunNs) / 1e9;
    }

    private static void requireInTime(long begunNs, Relayer relayer, String state) {
        if (System.nanoTime() - begunNs > PATIENCE.toNanos()) {
            throw new IllegalStateException(
                    "the relayer %s after %d min; alarms: %s".formatted(state, PATIENCE.toMinutes(), relayer.alarms()));
        }
    }

    /** As the providers' fold writes it, with what the relayer reads filled in. */
    private static JournalLine line(Payout payout, long windowEndMs) {
        Address20 account = new Address20(
                Numeric.hexStringToByteArray(payout.provider().wallet().getAddress()));
        return JournalLine.newBuilder()
                .setInputId(EventHeaders.newInputId())
                .setIndex(0)
                .setInputType("PayoutInstructed")
                .setAccount(account)
                .setOutcome(Outcome.ACCEPTED)
                .setReference(0)
                .setClockMs(windowEndMs)
                .setRulesVersion(1)
                .setAccountSequence(1)
                .setPartitionSequence(1)
                .setEntries(List.of(PayoutOpened.newBuilder()
                        .setPayoutId(payout.id())
                        .setBatchId(BATCH)
                        .setWindowEndMs(windowEndMs)
                        .setChainId(PayoutChain.CHAIN_ID)
                        .setAmountMicros(payout.amountMicros())
                        .setSources(List.of())
                        .setRecipient(account)
                        .build()))
                .setPostings(List.of())
                .setBalances(List.of())
                .setAccountPreviousHash(NO_HASH)
                .setPartitionPreviousHash(NO_HASH)
                .setHash(NO_HASH)
                .setInputPartition(0)
                .setInputOffset(0)
                .build();
    }

    /** The targets are meant for a whole batch. */
    private static List<Figure> figures(BatchWatch watch, List<Payout> payouts, double seconds) {
        TransactionRetries retries = watch.retries();
        Figure retried = Figure.of("batch_200_retries", retries.count(), "retries")
                .against(
                        "%d payouts, by chain.transactions.v1: %s; a proof made again before its transaction was signed leaves no record"
                                .formatted(payouts.size(), retries));
        return List.of(
                Figure.of("batch_200_s", seconds, "s")
                        .against(String.format(
                                Locale.ROOT,
                                "%d payouts of one window to %d providers, lines to final: %.1f proofs/min, in %d blocks of 1 s, one transaction at a time, %d confirmations; %d retries; the reserve is filled by one deposit first",
                                payouts.size(),
                                payouts.size(),
                                watch.proofsPerMinute(),
                                watch.blocks(),
                                PrivateRelayer.CONFIRMATIONS,
                                retries.count())),
                payouts.size() >= PAYOUTS ? retried.withTarget(Target.atMost(MOST_RETRIES)) : retried);
    }

    /** Every amount as its owner reads it, and all of them together as what has left the payout account. */
    private static void requirePaid(Servers servers, EncryptedAccount payer, List<Payout> payouts) throws IOException {
        long paidMicros = 0;
        for (Payout payout : payouts) {
            paidMicros += payout.amountMicros();
            requireEqual(
                    payout.id() + " has",
                    payout.amountMicros(),
                    payout.provider().balance().amountMicros());
        }
        // Nobody else has deposited, and nobody has withdrawn.
        long spentMicros = servers.chain().usdcMicros(servers.chain().contracts.encryptedErc())
                - payer.balance().amountMicros();
        requireEqual("the payout account has spent", paidMicros, spentMicros);
    }

    private static void requireEqual(String what, long expectedMicros, long foundMicros) {
        if (expectedMicros != foundMicros) {
            throw new IllegalStateException("%s %d micro-USDC, not %d".formatted(what, foundMicros, expectedMicros));
        }
    }
}
