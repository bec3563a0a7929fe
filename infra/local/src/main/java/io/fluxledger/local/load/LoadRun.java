package io.fluxledger.local.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.local.client.Accounts;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.UnexpectedAnswerException;
import io.fluxledger.local.client.Usdc;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.ChainsSetup;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.ProviderPool;
import io.fluxledger.local.stack.Report;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Funds payers, then makes every call of the trace: a lock signed by the payer, a receipt and a settlement signed by the provider. */
public final class LoadRun {
    private static final Duration DEPOSIT_TIMEOUT = Duration.ofMinutes(3);
    private static final long INTENT_LIFE_MS = 280_000;
    private static final Duration RETRY_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(250);
    private static final long NANOS_PER_MS = 1_000_000;
    /** The lock is for twice the price: what a caller does who does not know how long the answer will be. */
    private static final long LOCK_FACTOR = 2;

    private final LoadPlan plan;
    private final StackDirectory directory;
    private final StackState state;
    private final ChainsFile chains;
    private final String runId = "load-" + Long.toString(System.currentTimeMillis(), 36);
    private final Tally tally = new Tally();
    private final List<Wallet> payers = new ArrayList<>();
    private final List<Wallet> providers = new ArrayList<>();

    public LoadRun(LoadPlan plan, StackDirectory directory, StackState state) {
        this.plan = plan;
        this.directory = directory;
        this.state = state;
        this.chains = ChainsFile.read(directory.chainsFile());
    }

    private record Work(int index, Trace.Call call, Wallet payer, Wallet provider, long priceNanos) {}

    /**
     * Runs the load.
     *
     * @param progress told how many calls are done, about ten times a second
     */
    public LoadReport run(Report report, LongConsumer progress) {
        List<Work> work = plan();
        try (LedgerClient intake = new LedgerClient(state.url(Parts.INTAKE))) {
            fund(intake, work, report);
            Accounts accounts = new Accounts(intake);
            long beforeNanos = accounts.availableNanos(payers);
            long startNs = System.nanoTime();
            makeCalls(intake, work, startNs, progress);
            long elapsedMs = (System.nanoTime() - startNs) / NANOS_PER_MS;
            long afterNanos = accounts.availableNanos(payers);
            long lockedNanos = accounts.lockedNanos(payers);
            return tally.report(elapsedMs, beforeNanos - afterNanos - lockedNanos, lockedNanos);
        }
    }

    private List<Work> plan() {
        for (int i = 0; i < plan.payers(); i++) {
            payers.add(Wallet.fresh(chains));
        }
        new ProviderPool(directory)
                .forLoad(plan.providers())
                .forEach(member -> providers.add(new Wallet(member.key(), chains)));
        Zipf payer = new Zipf(plan.payers(), LoadPlan.ZIPF_EXPONENT, plan.seed());
        Zipf provider = new Zipf(plan.providers(), LoadPlan.ZIPF_EXPONENT, plan.seed() + 1);
        List<Work> work = new ArrayList<>();
        for (Trace.Call call : plan.trace().calls()) {
            work.add(new Work(
                    work.size(),
                    call,
                    payers.get(payer.next()),
                    providers.get(provider.next()),
                    plan.price().nanos(call)));
        }
        return work;
    }

    /** Each payer deposits what all of its locks could need at once, in whole USDC. */
    private void fund(LedgerClient intake, List<Work> work, Report report) {
        report.line("load", "funding %d payers".formatted(payers.size()));
        LocalChain chain = LocalChain.HOME;
        try (ChainDeployer deployer = new ChainsSetup(directory)
                .deployer(chain, chains.chain(chain.chainId()).orElseThrow().rpcUrl())) {
            for (Wallet payer : payers) {
                long needNanos = work.stream()
                        .filter(w -> w.payer().equals(payer))
                        .mapToLong(w -> Math.multiplyExact(w.priceNanos(), LOCK_FACTOR))
                        .sum();
                long depositMicros = (needNanos / 1_000_000_000 + 1) * 1_000_000;
                deployer.mintUsdc(payer.address().toString(), depositMicros);
                intake.post("/v1/deposits", payer.deposit(chain.chainId(), depositMicros))
                        .require("deposit");
            }
        }
        Accounts accounts = new Accounts(intake);
        for (Wallet payer : payers) {
            accounts.awaitFunds(payer, DEPOSIT_TIMEOUT);
        }
        report.line("load", "all deposits are final");
    }

    private void makeCalls(LedgerClient intake, List<Work> work, long startNs, LongConsumer progress) {
        Semaphore inFlight = new Semaphore(plan.concurrency());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Thread watcher = Thread.ofVirtual().start(() -> watch(work.size(), progress));
            for (Work one : work) {
                long dueNs = startNs;
                if (!plan.asFastAsPossible()) {
                    dueNs += (long) (one.call().afterMs() * NANOS_PER_MS / plan.speed());
                    waitUntil(dueNs);
                }
                inFlight.acquireUninterruptibly();
                long begunNs = plan.asFastAsPossible() ? System.nanoTime() : dueNs;
                threads.execute(() -> {
                    try {
                        make(intake, one);
                        tally.took(Tally.CALL, begunNs);
                    } catch (UncheckedIOException | UnexpectedAnswerException e) {
                        tally.rejected("unanswered", String.valueOf(e.getMessage()));
                    } finally {
                        tally.done();
                        inFlight.release();
                    }
                });
            }
            inFlight.acquireUninterruptibly(plan.concurrency());
            watcher.interrupt();
        }
        progress.accept(tally.doneSoFar());
    }

    private void make(LedgerClient intake, Work work) {
        String intentId = runId + "-" + work.index();
        IntentLockMessage lock = new IntentLockMessage(
                intentId,
                work.payer().address(),
                work.provider().address(),
                Math.multiplyExact(work.priceNanos(), LOCK_FACTOR),
                System.currentTimeMillis() + INTENT_LIFE_MS,
                "BATCH",
                chains.homeChainId(),
                Wallet.freshNonce());
        if (!step(intake, Tally.LOCK, "/v1/intents", work.payer().intent(lock)).ok()) {
            return;
        }
        UsageReceiptMessage receipt = new UsageReceiptMessage(
                intentId,
                work.payer().address(),
                work.provider().address(),
                work.priceNanos(),
                work.call().inputTokens(),
                work.call().outputTokens(),
                chains.homeChainId(),
                Wallet.freshNonce(),
                System.currentTimeMillis());
        if (!step(intake, Tally.RECEIPT, "/v1/receipts", work.provider().receipt(receipt))
                .ok()) {
            return;
        }
        Answer settled = step(
                intake,
                Tally.SETTLE,
                "/v1/settlements",
                work.provider()
                        .settlement(
                                intentId,
                                work.payer().address(),
                                work.provider().address()));
        if (settled.ok()) {
            tally.settled(work.priceNanos(), usedNanos(intake, settled, work, intentId));
        }
    }

    /** One request; sent again, as it is, while its outcome is unclear. */
    private Answer step(LedgerClient intake, String step, String path, JsonNode request) {
        long begunNs = System.nanoTime();
        Answer answer = untilClear(() -> intake.post(path, request));
        tally.took(step, begunNs);
        if (!answer.ok()) {
            tally.rejected(step, answer.code());
        }
        return answer;
    }

    private Answer untilClear(Supplier<Answer> request) {
        long begunNs = System.nanoTime();
        Answer answer = request.get();
        while (answer.unclear() && System.nanoTime() - begunNs < RETRY_TIMEOUT.toNanos()) {
            tally.retried();
            LockSupport.parkNanos(RETRY_PAUSE.toNanos());
            answer = request.get();
        }
        return answer;
    }

    /** What the ledger captured; a repeated settlement's answer does not say it, the intent does. */
    private long usedNanos(LedgerClient intake, Answer settled, Work work, String intentId) {
        JsonNode used = settled.body().path("used");
        if (used.isTextual()) {
            return Usdc.nanos(used.asText());
        }
        Answer intent = untilClear(() ->
                intake.get("/v1/intents/" + intentId + "?payer=" + work.payer().address()));
        return Usdc.nanos(intent.require("intent").body().path("captured").asText());
    }

    private void watch(int total, LongConsumer progress) {
        while (tally.doneSoFar() < total && !Thread.interrupted()) {
            progress.accept(tally.doneSoFar());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static void waitUntil(long dueNs) {
        long remainingNs = dueNs - System.nanoTime();
        while (remainingNs > 0) {
            LockSupport.parkNanos(remainingNs);
            remainingNs = dueNs - System.nanoTime();
        }
    }
}
