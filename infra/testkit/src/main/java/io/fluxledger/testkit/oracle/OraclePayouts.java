package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RejectionReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section 7 of the rules: registrations and payouts. */
final class OraclePayouts {
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

    void instructed(ProviderInput.PayoutInstructed input) {
        Refusal.when(!Frame.wholePositiveMicros(input.amountMicros()), RejectionReason.INVALID_AMOUNT);
        ProviderState.Id id = new ProviderState.Id(input.provider(), input.payoutId());
        ProviderState.Payout before = state.payouts.get(id);
        if (before != null) {
            boolean same = before.amountMicros == input.amountMicros()
                    && before.chainId == input.chainId()
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
        state.payouts.put(
                id,
                new ProviderState.Payout(
                        input.amountMicros(),
                        input.chainId(),
                        input.recipient(),
                        input.batchId(),
                        sources,
                        frame.line()));
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
        ProviderState.Payout payout = state.payouts.get(new ProviderState.Id(owner, input.payoutId()));
        if (payout == null) {
            throw Refusal.because(RejectionReason.UNKNOWN_PAYOUT);
        }
        Refusal.when(payout.chainId != input.chainId(), RejectionReason.UNEXPECTED_INPUT);
        Transfers.check(payout.status, input.status(), payout.line, RejectionReason.PAYOUT_ALREADY_CLOSED);
        switch (input.status()) {
            case SUBMITTED -> {}
            case FINAL -> payout.sources.forEach(source -> postFinal(owner, payout.chainId, source, 1));
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
