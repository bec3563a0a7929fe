package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.PayoutTerms;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RejectionReason;
import io.fluxledger.rules.TransferStatus;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section 7 of the rules: registrations, terms and payouts. */
final class OraclePayouts {
    private static final int MOST_ALTERNATIVES = 16;
    private static final int MOST_SLIPPAGE_BPS = 10_000;

    private final Frame frame;
    private final ProviderState state;

    OraclePayouts(Frame frame, ProviderState state) {
        this.frame = frame;
        this.state = state;
    }

    void registered(ProviderInput.ProviderRegistered input) {
        ProviderState.Signed signed = new ProviderState.Signed(input.provider(), input.nonce());
        List<Object> content = List.of(input.payoutAddress(), input.payoutChainId());
        ProviderState.Use use = state.nonces.get(signed);
        if (use != null) {
            Refusal.alreadyWhen(use.content().equals(content), use.line());
            throw Refusal.because(RejectionReason.NONCE_REUSED);
        }
        Refusal.when(frame.clockMs() >= input.validBeforeMs(), RejectionReason.AUTHORIZATION_EXPIRED);
        ProviderState.Provider provider = state.provider(input.provider());
        provider.registered = true;
        provider.payoutAddress = input.payoutAddress();
        provider.payoutChainId = input.payoutChainId();
        state.nonces.put(signed, new ProviderState.Use(content, frame.line()));
    }

    void termsSet(ProviderInput.ProviderTermsSet input) {
        PayoutTerms terms = input.terms();
        List<Long> chains = terms.alternativeChainIds();
        boolean fit = chains.size() <= MOST_ALTERNATIVES
                && chains.stream().allMatch(chain -> chain > 0)
                && new HashSet<>(chains).size() == chains.size()
                && terms.slippageBps() >= 0
                && terms.slippageBps() <= MOST_SLIPPAGE_BPS;
        Refusal.when(!fit, RejectionReason.INVALID_TERMS);
        ProviderState.Signed signed = new ProviderState.Signed(input.provider(), input.nonce());
        ProviderState.Use use = state.nonces.get(signed);
        if (use != null) {
            Refusal.alreadyWhen(use.content().equals(terms), use.line());
            throw Refusal.because(RejectionReason.NONCE_REUSED);
        }
        Refusal.when(frame.clockMs() >= input.validBeforeMs(), RejectionReason.AUTHORIZATION_EXPIRED);
        state.provider(input.provider()).terms = terms;
        state.nonces.put(signed, new ProviderState.Use(terms, frame.line()));
        frame.says("ProviderTermsUpdated", terms, input.nonce());
    }

    void instructed(ProviderInput.PayoutInstructed input) {
        Refusal.when(!Frame.wholePositiveMicros(input.amountMicros()), RejectionReason.INVALID_AMOUNT);
        ProviderState.Id id = new ProviderState.Id(input.provider(), input.payoutId());
        ProviderState.Payout before = state.payouts.get(id);
        if (before != null) {
            boolean same = before.amountMicros == input.amountMicros()
                    && before.openedChainId == input.chainId()
                    && before.recipient.equals(input.recipient())
                    && before.batchId.equals(input.batchId());
            Refusal.alreadyWhen(same, before.line);
            throw Refusal.because(RejectionReason.PAYOUT_WITH_DIFFERENT_CONTENT);
        }
        Refusal.when(!frame.knows(input.provider()), RejectionReason.UNKNOWN_PROVIDER);
        BigInteger amount = BigInteger.valueOf(input.amountMicros() * 1000);
        Refusal.when(
                amount.compareTo(frame.total(AccountType.PROVIDER_PAYABLE, input.provider())) > 0,
                RejectionReason.INSUFFICIENT_PAYABLE);
        List<Draw> sources = spend(
                frame, input.provider(), input.chainId(), amount, AccountType.PROVIDER_IN_FLIGHT, input.provider());
        frame.commit();
        open(
                frame,
                state,
                id,
                new ProviderState.Payout(
                        input.amountMicros(),
                        input.chainId(),
                        input.recipient(),
                        input.batchId(),
                        sources,
                        state.before(input.provider()).terms,
                        frame.line()));
    }

    static void open(Frame frame, ProviderState state, ProviderState.Id id, ProviderState.Payout payout) {
        state.payouts.put(id, payout);
        frame.visit(payout.terms.equals(PayoutTerms.NONE) ? "payout without terms" : "payout with terms");
        frame.says(
                "PayoutOpened",
                id.id(),
                payout.batchId,
                payout.chainId,
                payout.amountMicros,
                payout.sources,
                payout.recipient,
                payout.terms);
    }

    void rerouted(ProviderInput.PayoutRerouted input) {
        ProviderState.Payout payout = known(input.provider(), input.payoutId());
        Refusal.when(
                payout.status == TransferStatus.FINAL || payout.status == TransferStatus.RETURNED,
                RejectionReason.PAYOUT_ALREADY_CLOSED);
        Refusal.alreadyWhen(payout.chainId == input.chainId(), payout.line);
        Refusal.when(payout.status == TransferStatus.SUBMITTED, RejectionReason.UNEXPECTED_INPUT);
        boolean alternative = payout.terms.alternativeChainIds().contains(input.chainId());
        boolean back = input.chainId() == payout.openedChainId;
        Refusal.when(!alternative && !back, RejectionReason.WRONG_PAYOUT_CHAIN);
        frame.visit(back ? "rerouted back" : "rerouted");
        frame.says("PayoutMoved", input.payoutId(), payout.batchId, payout.chainId, input.chainId());
        payout.chainId = input.chainId();
        payout.line = frame.line();
    }

    private ProviderState.Payout known(Address provider, String payoutId) {
        ProviderState.Payout payout = state.payouts.get(new ProviderState.Id(provider, payoutId));
        if (payout == null) {
            throw Refusal.because(RejectionReason.UNKNOWN_PAYOUT);
        }
        return payout;
    }

    /** Moves what is payable, on that chain first, then ascending; returns what came from where. */
    static List<Draw> spend(
            Frame frame, Address provider, long chainId, BigInteger amount, AccountType to, @Nullable Address owner) {
        List<Draw> sources = new ArrayList<>();
        BigInteger left = amount;
        var payable = frame.chains(AccountType.PROVIDER_PAYABLE, provider);
        for (long chain : Frame.preferring(chainId, payable)) {
            BigInteger moved =
                    frame.balance(AccountType.PROVIDER_PAYABLE, provider, chain).min(left);
            if (moved.signum() > 0) {
                frame.post(AccountType.PROVIDER_PAYABLE, provider, chain, moved.negate());
                frame.post(to, owner, chain, moved);
                left = left.subtract(moved);
                sources.add(new Draw(chain, moved.longValueExact()));
            }
        }
        return sources;
    }

    void confirmed(ProviderInput.PayoutConfirmed input) {
        Address owner = input.provider();
        ProviderState.Payout payout = known(owner, input.payoutId());
        Refusal.when(payout.chainId != input.chainId(), RejectionReason.UNEXPECTED_INPUT);
        Transfers.check(payout.status, input.status(), payout.line, RejectionReason.PAYOUT_ALREADY_CLOSED);
        switch (input.status()) {
            case SUBMITTED -> {}
            case FINAL -> {
                payout.sources.forEach(source -> postFinal(owner, payout.chainId, source, 1));
                if (payout.chainId != payout.openedChainId) {
                    frame.visit("final where it was rerouted to");
                }
            }
            case REVOKED -> payout.sources.forEach(source -> postFinal(owner, payout.chainId, source, -1));
            case RETURNED ->
                payout.sources.forEach(source -> {
                    long chain = source.chainId();
                    frame.post(AccountType.PROVIDER_IN_FLIGHT, owner, chain, -source.amountNanos());
                    frame.credit(Party.PROVIDER, owner, chain, source.amountNanos());
                });
        }
        frame.commit();
        payout.status = Transfers.after(input.status());
        payout.line = frame.line();
    }

    private void postFinal(Address owner, long payoutChain, Draw source, int sign) {
        long amount = sign * source.amountNanos();
        frame.post(AccountType.PROVIDER_IN_FLIGHT, owner, source.chainId(), -amount);
        frame.post(AccountType.TREASURY, null, payoutChain, amount);
        if (source.chainId() != payoutChain) {
            frame.visit("payout from another chain");
            frame.post(AccountType.TRANSIT, null, source.chainId(), amount);
            frame.post(AccountType.TRANSIT, null, payoutChain, -amount);
        }
    }
}
