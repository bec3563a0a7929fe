package io.fluxledger.intake.x402;

import io.fluxledger.intake.accept.Acceptance;
import io.fluxledger.intake.accept.AcceptanceLimits;
import io.fluxledger.intake.accept.CreditLocks;
import io.fluxledger.intake.accept.DepositAcceptance;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.intake.publish.DepositTransactions;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.intake.wallet.TokenAccounts;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.KafkaClients;
import java.time.Clock;
import java.time.Duration;

/** Everything that takes payments by x402: the facilitator, the top-up, and what metered calls are paid with. */
public final class X402Payments implements AutoCloseable {
    /** An authorization is settled in a shorter time or never; for so long its outcome is told. */
    private static final Duration OUTCOMES_KNOWN = Duration.ofDays(30);

    private static final Duration CHAIN_TIMEOUT = Duration.ofSeconds(5);

    private final DepositTransactions transactions;
    private final TokenAccounts tokens;
    private final FacilitatorRoutes facilitator;
    private final TopUpRoutes topUp;
    private final CallPayments calls;

    /**
     * @param intentExpiry from an offer to the deadline of the intent that it is for
     * @param wait how long a payment on chain is waited for before it is answered as pending
     */
    public X402Payments(
            ChainsFile chains,
            KafkaClients clients,
            Acceptance acceptance,
            InputPublisher publisher,
            LedgerViews views,
            Duration intentExpiry,
            Duration wait,
            Clock clock) {
        transactions = new DepositTransactions(clients, OUTCOMES_KNOWN);
        tokens = new TokenAccounts(chains, CHAIN_TIMEOUT);
        ExactScheme exact = new ExactScheme(chains, intentExpiry);
        Settlements settlements = new Settlements(
                exact, new DepositAcceptance(chains, AcceptanceLimits.DEFAULT), publisher, views, transactions, clock);
        facilitator = new FacilitatorRoutes(exact, settlements, tokens, wait, clock);
        topUp = new TopUpRoutes(exact, settlements, wait);
        CreditLocks locks = new CreditLocks(chains, AcceptanceLimits.DEFAULT);
        calls = new CallPayments(chains, acceptance, locks, views, exact, settlements, intentExpiry, wait, clock);
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        facilitator.addTo(http);
        topUp.addTo(http);
    }

    /** What metered calls are paid with. */
    public CallPayments calls() {
        return calls;
    }

    /** Whether the outcomes of earlier payments are known. */
    public boolean isReady() {
        return transactions.isReady();
    }

    @Override
    public void close() {
        tokens.close();
        transactions.close();
    }
}
