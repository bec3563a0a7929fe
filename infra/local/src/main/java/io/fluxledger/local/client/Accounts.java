package io.fluxledger.local.client;

import java.time.Duration;
import java.util.List;

/** Balances of payers as GET /v1/accounts tells them. */
public final class Accounts {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(1);

    private final LedgerClient intake;

    public Accounts(LedgerClient intake) {
        this.intake = intake;
    }

    public Answer of(Wallet payer) {
        return intake.get("/v1/accounts/" + payer.address());
    }

    /** Sum over the payers, nano-USDC. */
    public long availableNanos(List<Wallet> payers) {
        return sum(payers, "available");
    }

    /** Sum over the payers, nano-USDC. */
    public long lockedNanos(List<Wallet> payers) {
        return sum(payers, "locked");
    }

    /**
     * Waits until the payer's first deposit is credited.
     *
     * @throws UnexpectedAnswerException when it is not in time
     */
    public void awaitFunds(Wallet payer, Duration timeout) {
        intake.await(
                "/v1/accounts/" + payer.address(),
                "the deposit of " + payer.address(),
                timeout,
                a -> a.ok() && nanos(a, "available") > 0);
    }

    /** A decimal amount of an account answer, nano-USDC. */
    public static long nanos(Answer account, String field) {
        return Usdc.nanos(account.require("account").body().path(field).asText("0"));
    }

    private long sum(List<Wallet> payers, String field) {
        return payers.stream()
                .mapToLong(p -> nanos(
                        intake.await("/v1/accounts/" + p.address(), "an answer", READY_TIMEOUT, Answer::ok), field))
                .sum();
    }
}
