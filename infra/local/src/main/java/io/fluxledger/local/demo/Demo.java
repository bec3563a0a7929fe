package io.fluxledger.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fluxledger.audit.verify.Verification;
import io.fluxledger.audit.verify.VerifyReport;
import io.fluxledger.local.client.Accounts;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.UnexpectedAnswerException;
import io.fluxledger.local.client.Usdc;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.ProviderPool;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.local.stack.StackVerification;
import io.fluxledger.runtime.ChainsFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs the examples with fresh wallets and fresh providers, so that it comes to the same on any state. */
final class Demo implements AutoCloseable {
    private static final Duration CHAIN_TIMEOUT = Duration.ofSeconds(90);
    /** The first encrypted payout waits for the reserve: four transactions, and proofs. */
    private static final Duration PAYOUT_TIMEOUT = Duration.ofMinutes(4);

    private static final long WALLET_MICROS = 100_000_000;
    private static final long DEPOSIT_MICROS = 50_000_000;
    private static final long LOCK_NANOS = 50_000_000;
    private static final long USED_NANOS = 7_000_000;
    private static final long PROVIDER_NANOS = 6_993_000;
    private static final long FEE_NANOS = USED_NANOS - PROVIDER_NANOS;
    private static final long CREDITS_LEFT_NANOS = DEPOSIT_MICROS * Usdc.NANOS_PER_MICRO - USED_NANOS;

    private final StackDirectory directory;
    private final StackState state;
    private final Steps steps;
    private final ChainsFile chains;
    private final LedgerClient intake;
    private final LedgerClient settlement;
    private final LedgerClient streams;
    private final GatewayCaller gateway;
    private final LedgerLog log;
    private final ChainAccess home;
    private final ChainAccess remote;
    private final Wallet escrowPayer;
    private final Wallet creditsPayer;
    private final ProviderPool.Member remoteProvider;
    private final ProviderPool.Member homeProvider;
    private final List<Figure> figures = new ArrayList<>();

    Demo(StackDirectory directory, StackState state, Steps steps) {
        this.directory = directory;
        this.state = state;
        this.steps = steps;
        this.chains = ChainsFile.read(directory.chainsFile());
        this.intake = new LedgerClient(state.url(Parts.INTAKE));
        this.settlement = new LedgerClient(state.url(Parts.SETTLEMENT), directory.readOperatorKey());
        this.streams = new LedgerClient(state.url(Parts.STREAMS));
        this.gateway = new GatewayCaller(intake);
        this.log = new LedgerLog(state);
        this.home = new ChainAccess(directory, chains, LocalChain.HOME);
        this.remote = new ChainAccess(directory, chains, LocalChain.REMOTE);
        ProviderPool pool = new ProviderPool(directory);
        this.escrowPayer = Wallet.fresh(chains);
        this.creditsPayer = Wallet.fresh(chains);
        this.remoteProvider = pool.unused(LocalChain.REMOTE);
        this.homeProvider = pool.unused(LocalChain.HOME);
    }

    DemoResult run() {
        escrow();
        credits();
        refunds();
        payout();
        withdrawal();
        steps.begin("VERIFICATION: every input decided again, compared with journal and PostgreSQL");
        VerifyReport verified = StackVerification.run(directory, state, Verification.Progress.SILENT);
        steps.say(verified.summary());
        return new DemoResult(
                figures,
                log.transactions(List.of(
                        address(escrowPayer),
                        address(creditsPayer),
                        remoteProvider.key().address().toString(),
                        homeProvider.key().address().toString())),
                verified);
    }

    private void escrow() {
        steps.begin("ESCROW: a call paid from the wallet, on " + LocalChain.REMOTE.name());
        String treasury =
                chains.chain(LocalChain.REMOTE.chainId()).orElseThrow().treasury();
        String provider = remoteProvider.key().address().toString();
        remote.fill(escrowPayer.address(), WALLET_MICROS);
        steps.say("payer %s has %s USDC in the wallet".formatted(escrowPayer.address(), Usdc.ofMicros(WALLET_MICROS)));
        GatewayCaller.Challenge challenge =
                gateway.ask(remoteProvider.name(), GatewayCaller.PROMPT, GatewayCaller.ESCROW);
        steps.say("POST /api/ai/chat: 402, at most %s USDC; signing the authorization for the escrow"
                .formatted(challenge.maxBudget()));
        Answer answer = gateway.pay(challenge, escrowPayer::escrowPayment).require("the call paid by escrow");
        JsonNode settled = answer.body().path("settlement");
        steps.say("answered; used %s, back %s"
                .formatted(
                        settled.path("used").asText(), settled.path("refunded").asText()));
        long walletNanos = WALLET_MICROS * Usdc.NANOS_PER_MICRO - USED_NANOS;
        steps.say("waiting for capture and void on chain");
        long chainWalletNanos = remote.awaitBalanceNanos(address(escrowPayer), walletNanos, CHAIN_TIMEOUT);
        long chainProviderNanos = remote.awaitBalanceNanos(provider, PROVIDER_NANOS, CHAIN_TIMEOUT);
        ChainTransaction capture = awaitTransaction(address(escrowPayer), "ESCROW_CAPTURE");
        ChainTransaction voided = awaitTransaction(address(escrowPayer), "ESCROW_VOID");
        long usedNanos = Usdc.nanos(settled.path("used").asText());
        long feeNanos = capture.feeMicros() * Usdc.NANOS_PER_MICRO;
        figure(
                "escrow.payerWallet",
                "payer's wallet",
                walletNanos,
                WALLET_MICROS * Usdc.NANOS_PER_MICRO - usedNanos,
                chainWalletNanos,
                voided.hash());
        figure(
                "escrow.providerReceived",
                "provider's wallet",
                PROVIDER_NANOS,
                usedNanos - feeNanos,
                chainProviderNanos,
                capture.hash());
        figure(
                "escrow.fee",
                "fee",
                FEE_NANOS,
                feeNanos,
                remote.receivedNanos(capture.hash(), treasury),
                capture.hash());
    }

    private void credits() {
        steps.begin("CREDITS: one deposit, then calls on signed messages only, on " + LocalChain.HOME.name());
        String treasury = chains.chain(LocalChain.HOME.chainId()).orElseThrow().treasury();
        home.fill(creditsPayer.address(), DEPOSIT_MICROS);
        intake.post("/v1/deposits", creditsPayer.deposit(LocalChain.HOME.chainId(), DEPOSIT_MICROS))
                .require("deposit");
        steps.say("payer %s deposits %s USDC by EIP-3009"
                .formatted(creditsPayer.address(), Usdc.ofMicros(DEPOSIT_MICROS)));
        new Accounts(intake).awaitFunds(creditsPayer, CHAIN_TIMEOUT);
        long depositedNanos = Accounts.nanos(account(), "available");
        ChainTransaction deposit = awaitTransaction(address(creditsPayer), "DEPOSIT");
        figure(
                "credits.deposited",
                "deposit in the treasury",
                DEPOSIT_MICROS * Usdc.NANOS_PER_MICRO,
                depositedNanos,
                home.receivedNanos(deposit.hash(), treasury),
                deposit.hash());
        GatewayCaller.Challenge challenge =
                gateway.ask(homeProvider.name(), GatewayCaller.PROMPT, GatewayCaller.CREDITS);
        Answer answer = gateway.pay(challenge, creditsPayer::creditsPayment).require("the call paid by credits");
        JsonNode settled = answer.body().path("settlement");
        steps.say("the same call: locked %s, used %s, back %s; no transaction"
                .formatted(
                        challenge.maxBudget(),
                        settled.path("used").asText(),
                        settled.path("refunded").asText()));
        Answer account = awaitUnlocked();
        figure("credits.available", "credits left", CREDITS_LEFT_NANOS, Accounts.nanos(account, "available"));
        figure("credits.locked", "still locked", 0, Accounts.nanos(account, "locked"));
        figure(
                "refunds.overpayment",
                "back of the lock",
                LOCK_NANOS - USED_NANOS,
                Usdc.nanos(settled.path("refunded").asText()));
    }

    private void refunds() {
        steps.begin("REFUNDS: the provider does not answer, fails, or signs nonsense");
        refund("refunds.timeout", "[hang] ", "TIMED_OUT");
        refund("refunds.providerFailure", "[fail] ", "PROVIDER_FAILED");
        refund("refunds.invalidReceipt", "[bad-receipt] ", "INVALID_RECEIPT");
        Answer account = awaitUnlocked();
        figure(
                "refunds.creditsAfter",
                "credits after refunds",
                CREDITS_LEFT_NANOS,
                Accounts.nanos(account, "available"));
    }

    private void refund(String name, String prefix, String reason) {
        GatewayCaller.Challenge challenge =
                gateway.ask(homeProvider.name(), prefix + GatewayCaller.PROMPT, GatewayCaller.CREDITS);
        if (reason.equals("TIMED_OUT")) {
            steps.say("waiting for the gateway's patience with the provider to end");
        }
        Answer answer = gateway.pay(challenge, creditsPayer::creditsPayment);
        if (answer.status() != 502 || !answer.body().path("reason").asText().equals(reason)) {
            throw new UnexpectedAnswerException(
                    "expected 502 with reason %s, got %s".formatted(reason, answer.describe()));
        }
        steps.say("%s: HTTP %d \"%s\", back %s"
                .formatted(
                        reason,
                        answer.status(),
                        answer.body().path("detail").asText(),
                        answer.body().path("refunded").asText()));
        figure(
                name,
                reason.toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                LOCK_NANOS,
                Usdc.nanos(answer.body().path("refunded").asText()));
    }

    private void payout() {
        String provider = homeProvider.key().address().toString();
        steps.begin("PAYOUT: the settlement window closes");
        Optional<PrivateView> encrypted = PrivateView.of(directory, state, homeProvider);
        encrypted.ifPresent(view -> {
            steps.say("provider %s registers an encryption key: %s".formatted(provider, view.register()));
        });
        streams.await(
                "/v1/providers/" + provider,
                "the provider's usage",
                CHAIN_TIMEOUT,
                a -> a.ok() && a.body().path("openWindowGrossNanos").asLong() == USED_NANOS);
        Answer closed = settlement
                .post("/v1/settlement/windows/close", JsonNodeFactory.instance.objectNode())
                .require("closing the window");
        long windowEndMs = closed.body().path("windowEndMs").asLong();
        steps.say("window until %d closed; waiting for the batch and its transactions".formatted(windowEndMs));
        if (encrypted.isPresent()) {
            try (PrivateView view = encrypted.get()) {
                paidPrivately(view, awaitPayout(windowEndMs, provider), provider);
            }
            return;
        }
        long chainNanos = home.awaitBalanceNanos(provider, PROVIDER_NANOS, CHAIN_TIMEOUT);
        JsonNode payout = awaitPayout(windowEndMs, provider);
        figure(
                "payout.providerPaid",
                "provider's wallet",
                PROVIDER_NANOS,
                Usdc.nanos(payout.path("amount").asText()),
                chainNanos,
                payout.path("transactionHash").asText());
    }

    /** Nobody but the provider and the auditor can read the amount; both do. */
    private void paidPrivately(PrivateView view, JsonNode payout, String provider) {
        String hash = payout.path("transactionHash").asText();
        long ledgerNanos = Usdc.nanos(payout.path("amount").asText());
        long auditedNanos = view.auditedNanos(hash);
        steps.say("encrypted transfer %s".formatted(hash));
        steps.say("  the auditor decrypts %s, the ledger says %s"
                .formatted(Usdc.ofNanos(auditedNanos), Usdc.ofNanos(ledgerNanos)));
        figure("payout.auditorReads", "what the auditor decrypts", PROVIDER_NANOS, ledgerNanos, auditedNanos, hash);
        figure(
                "payout.providerPaid",
                "what the provider decrypts",
                PROVIDER_NANOS,
                ledgerNanos,
                view.providerNanos(),
                hash);
        String withdrawal = view.withdraw();
        figure(
                "payout.providerWithdrew",
                "provider's wallet",
                PROVIDER_NANOS,
                ledgerNanos,
                home.awaitBalanceNanos(provider, PROVIDER_NANOS, CHAIN_TIMEOUT),
                withdrawal);
        steps.say("the provider proves that its balance covers it and withdraws it to its wallet: " + withdrawal);
    }

    /** The payout of that provider in the batch of that window, once it is paid. */
    private JsonNode awaitPayout(long windowEndMs, String provider) {
        Answer windows = settlement.await(
                "/v1/settlement/windows",
                "the batch",
                CHAIN_TIMEOUT,
                a -> a.ok() && !batchId(a, windowEndMs).isEmpty());
        Answer batch = settlement.await(
                "/v1/settlement/batches/" + batchId(windows, windowEndMs),
                "the payout of " + provider,
                PAYOUT_TIMEOUT,
                a -> a.ok()
                        && payout(a, provider)
                                .filter(p -> p.path("state").asText().equals("paid"))
                                .isPresent());
        return payout(batch, provider).orElseThrow();
    }

    private static String batchId(Answer windows, long windowEndMs) {
        for (JsonNode window : windows.body().path("windows")) {
            if (window.path("windowEndMs").asLong() == windowEndMs) {
                return window.path("batchId").asText("");
            }
        }
        return "";
    }

    private static Optional<JsonNode> payout(Answer batch, String provider) {
        for (JsonNode payout : batch.body().path("payouts")) {
            if (payout.path("provider").asText().equalsIgnoreCase(provider)) {
                return Optional.of(payout);
            }
        }
        return Optional.empty();
    }

    private void withdrawal() {
        steps.begin("WITHDRAWAL: what is left goes back to the wallet");
        String id = "withdrawal-" + Long.toString(System.currentTimeMillis(), 36);
        intake.post("/v1/withdrawals", creditsPayer.withdrawal(id, LocalChain.HOME.chainId(), CREDITS_LEFT_NANOS))
                .require("withdrawal");
        // Part of it lies in the reserve that payouts are made from, and is brought back first.
        long chainNanos = home.awaitBalanceNanos(address(creditsPayer), CREDITS_LEFT_NANOS, PAYOUT_TIMEOUT);
        ChainTransaction transaction = awaitTransaction(address(creditsPayer), "WITHDRAWAL");
        Answer account = intake.await(
                "/v1/accounts/" + creditsPayer.address(),
                "the end of the withdrawal",
                CHAIN_TIMEOUT,
                a -> a.ok() && Accounts.nanos(a, "withdrawing") == 0);
        steps.say("wallet %s has %s USDC again".formatted(creditsPayer.address(), Usdc.ofNanos(chainNanos)));
        figure(
                "withdrawal.walletReceived",
                "payer's wallet",
                CREDITS_LEFT_NANOS,
                transaction.amountMicros() * Usdc.NANOS_PER_MICRO,
                chainNanos,
                transaction.hash());
        figure("withdrawal.creditsLeft", "credits left", 0, Accounts.nanos(account, "available"));
    }

    private Answer account() {
        return new Accounts(intake).of(creditsPayer);
    }

    private Answer awaitUnlocked() {
        return intake.await(
                "/v1/accounts/" + creditsPayer.address(),
                "the end of the locks",
                CHAIN_TIMEOUT,
                a -> a.ok() && Accounts.nanos(a, "locked") == 0);
    }

    private ChainTransaction awaitTransaction(String account, String kind) {
        long deadline = System.nanoTime() + CHAIN_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            for (ChainTransaction transaction : log.transactions(List.of(account))) {
                if (transaction.name().equals(kind)) {
                    return transaction;
                }
            }
        }
        throw new UnexpectedAnswerException(
                "no final %s of %s within %d s".formatted(kind, account, CHAIN_TIMEOUT.toSeconds()));
    }

    private void figure(String name, String meaning, long expectedNanos, long ledgerNanos) {
        figure(name, meaning, expectedNanos, ledgerNanos, null, null);
    }

    private void figure(
            String name,
            String meaning,
            long expectedNanos,
            long ledgerNanos,
            @Nullable Long chainNanos,
            @Nullable String hash) {
        figures.add(new Figure(name, meaning, expectedNanos, ledgerNanos, chainNanos, hash));
    }

    private static String address(Wallet wallet) {
        return wallet.address().toString();
    }

    @Override
    public void close() {
        intake.close();
        settlement.close();
        streams.close();
        home.close();
        remote.close();
    }
}
