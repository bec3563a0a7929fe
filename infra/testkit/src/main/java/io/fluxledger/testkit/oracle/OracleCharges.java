package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RejectionReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section 7 of the rules: charges, disputes, refunds. */
final class OracleCharges {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    private final Frame frame;
    private final ProviderState state;

    OracleCharges(Frame frame, ProviderState state) {
        this.frame = frame;
        this.state = state;
    }

    void charged(ProviderInput.UsageCharged input) {
        state.checkTaken(input.sourcePartition(), input.sourceSequence());
        boolean positive =
                !input.charges().isEmpty() && input.charges().stream().allMatch(charge -> charge.amountNanos() > 0);
        Refusal.when(!positive, RejectionReason.INVALID_AMOUNT);
        BigInteger gross = input.charges().stream()
                .map(charge -> BigInteger.valueOf(charge.amountNanos()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        Refusal.when(gross.bitLength() > 63, RejectionReason.OVERFLOW);
        ProviderState.Provider provider = state.before(input.provider());
        BigInteger fee = BigInteger.valueOf(input.escrowFeeNanos());
        BigInteger remainder = provider.feeRemainder;
        if (input.funding() == Funding.CREDITS) {
            BigInteger[] split = gross.multiply(
                            BigInteger.valueOf(frame.parameters().providerFeePpm()))
                    .add(remainder)
                    .divideAndRemainder(MILLION);
            fee = split[0];
            remainder = split[1];
        }
        List<Draw> sources = new ArrayList<>();
        if (input.funding() == Funding.CREDITS || onward(input)) {
            sources = post(input, gross, fee);
        }
        frame.commit();
        frame.says("ChargeTaken", input.intentId(), gross, fee, gross.subtract(fee));
        count(state.provider(input.provider()), input, gross, fee, remainder);
        state.taken.put(input.sourcePartition(), input.sourceSequence());
        if (!sources.isEmpty()) {
            openInstant(input, sources);
        }
    }

    /** Whether an escrow was captured on another chain than the payout's. */
    static boolean onward(ProviderInput.UsageCharged input) {
        return input.funding() == Funding.ESCROW
                && input.charges().stream().anyMatch(charge -> charge.chainId() != input.payoutChainId());
    }

    private static void count(
            ProviderState.Provider provider,
            ProviderInput.UsageCharged input,
            BigInteger gross,
            BigInteger fee,
            BigInteger remainder) {
        provider.calls = ProviderState.counted(provider.calls, BigInteger.ONE);
        provider.inputTokens = ProviderState.counted(provider.inputTokens, BigInteger.valueOf(input.inputTokens()));
        provider.outputTokens = ProviderState.counted(provider.outputTokens, BigInteger.valueOf(input.outputTokens()));
        provider.grossNanos = ProviderState.counted(provider.grossNanos, gross);
        provider.feeNanos = ProviderState.counted(provider.feeNanos, fee);
        provider.feeRemainder = remainder;
        if (!provider.registered) {
            provider.payoutChainId = input.payoutChainId();
        }
    }

    /** Posts the charges; returns what goes out at once, by source. */
    private List<Draw> post(ProviderInput.UsageCharged input, BigInteger gross, BigInteger fee) {
        Address owner = input.provider();
        BigInteger net = gross.subtract(fee);
        boolean onward = onward(input);
        boolean atOnce = onward || input.payoutMode() == PayoutMode.INSTANT;
        boolean instant = atOnce && !frame.hasDebt(Party.PROVIDER, owner);
        if (onward) {
            frame.visit(instant ? "onward paid at once" : "onward credited");
        }
        BigInteger outLeft = instant ? net.subtract(net.mod(BigInteger.valueOf(1000))) : BigInteger.ZERO;
        if (instant && state.payouts.containsKey(new ProviderState.Id(owner, instantId(input)))) {
            frame.visit("instant payout known already");
            outLeft = BigInteger.ZERO;
        }
        BigInteger feeLeft = fee;
        List<Draw> sources = new ArrayList<>();
        for (Draw charge : input.charges()) {
            BigInteger amount = BigInteger.valueOf(charge.amountNanos());
            BigInteger feePart = feeLeft.min(amount);
            BigInteger out = outLeft.min(amount.subtract(feePart));
            feeLeft = feeLeft.subtract(feePart);
            outLeft = outLeft.subtract(out);
            if (onward) {
                frame.post(AccountType.CLEARING, null, charge.chainId(), feePart.subtract(amount));
            } else {
                frame.post(AccountType.CLEARING, null, charge.chainId(), amount.negate());
                frame.post(AccountType.PLATFORM_FEES, null, charge.chainId(), feePart);
            }
            frame.post(AccountType.PROVIDER_IN_FLIGHT, owner, charge.chainId(), out);
            frame.credit(
                    Party.PROVIDER,
                    owner,
                    charge.chainId(),
                    amount.subtract(feePart).subtract(out));
            if (out.signum() > 0) {
                sources.add(new Draw(charge.chainId(), out.longValueExact()));
            }
        }
        return sources;
    }

    private static String instantId(ProviderInput.UsageCharged input) {
        return "instant:" + input.sourcePartition() + ":" + input.sourceSequence();
    }

    private void openInstant(ProviderInput.UsageCharged input, List<Draw> sources) {
        frame.visit("instant payout");
        long amount = sources.stream().mapToLong(Draw::amountNanos).sum();
        ProviderState.Provider provider = state.provider(input.provider());
        Address registered = provider.payoutAddress;
        Address recipient = registered == null ? input.provider() : registered;
        ProviderState.Payout payout = new ProviderState.Payout(
                amount / 1000, input.payoutChainId(), recipient, "instant", sources, provider.terms, frame.line());
        OraclePayouts.open(frame, state, new ProviderState.Id(input.provider(), instantId(input)), payout);
    }

    void filed(ProviderInput.DisputeFiled input) {
        state.checkTaken(input.sourcePartition(), input.sourceSequence());
        BigInteger payable = frame.total(AccountType.PROVIDER_PAYABLE, input.provider());
        BigInteger wanted = BigInteger.valueOf(input.amountNanos()).min(payable);
        List<Draw> reserve = spend(input.provider(), wanted, AccountType.PROVIDER_DISPUTED, input.provider());
        frame.commit();
        state.provider(input.provider());
        state.taken.put(input.sourcePartition(), input.sourceSequence());
        state.disputes.put(
                new ProviderState.Disputed(input.sourcePartition(), input.sourceSequence()),
                new ProviderState.Dispute(input, reserve));
    }

    /** Moves what is payable, on the provider's payout chain first, then ascending. */
    private List<Draw> spend(Address provider, BigInteger amount, AccountType to, @Nullable Address owner) {
        long preferred = state.before(provider).payoutChainId;
        return OraclePayouts.spend(frame, provider, preferred, amount, to, owner);
    }

    void decided(ProviderInput.DisputeDecided input) {
        Address owner = input.provider();
        ProviderState.Dispute dispute =
                state.disputes.get(new ProviderState.Disputed(input.sourcePartition(), input.sourceSequence()));
        boolean known = dispute != null
                && dispute.filed.provider().equals(owner)
                && dispute.filed.payer().equals(input.payer())
                && dispute.filed.intentId().equals(input.intentId());
        if (dispute == null || !known) {
            throw Refusal.because(RejectionReason.UNKNOWN_DISPUTE);
        }
        long upheld = input.upheldNanos();
        Refusal.when(upheld < 0 || upheld > dispute.filed.amountNanos(), RejectionReason.INVALID_AMOUNT);
        Refusal.alreadyWhen(!dispute.open && dispute.upheldNanos == upheld, dispute.line);
        Refusal.when(!dispute.open, RejectionReason.DISPUTE_ALREADY_CLOSED);
        List<Draw> given = new ArrayList<>();
        long left = upheld;
        for (Draw part : dispute.reserve) {
            long taken = Math.min(left, part.amountNanos());
            left -= taken;
            frame.post(AccountType.PROVIDER_DISPUTED, owner, part.chainId(), -part.amountNanos());
            frame.post(AccountType.CLEARING, null, part.chainId(), taken);
            frame.credit(Party.PROVIDER, owner, part.chainId(), part.amountNanos() - taken);
            if (taken > 0) {
                given.add(new Draw(part.chainId(), taken));
            }
        }
        if (left > 0) {
            frame.visit("upheld beyond the reserve");
            long chain = state.before(owner).payoutChainId;
            frame.take(Party.PROVIDER, owner, chain, BigInteger.valueOf(left));
            frame.post(AccountType.CLEARING, null, chain, left);
            given.add(new Draw(chain, left));
        }
        frame.commit();
        dispute.open = false;
        dispute.upheldNanos = upheld;
        dispute.line = frame.line();
        if (upheld > 0) {
            state.refund(owner, input.payer(), input.intentId(), given, frame.partition());
        }
    }

    void refunded(ProviderInput.ProviderRefunded input) {
        Refusal.when(input.amountNanos() <= 0, RejectionReason.INVALID_AMOUNT);
        ProviderState.Signed signed = new ProviderState.Signed(input.provider(), input.nonce());
        List<Object> content = List.of(input.payer(), input.intentId(), input.amountNanos());
        ProviderState.Use use = state.nonces.get(signed);
        if (use != null) {
            Refusal.alreadyWhen(use.content().equals(content), use.line());
            throw Refusal.because(RejectionReason.NONCE_REUSED);
        }
        Refusal.when(!frame.knows(input.provider()), RejectionReason.UNKNOWN_PROVIDER);
        BigInteger amount = BigInteger.valueOf(input.amountNanos());
        Refusal.when(
                amount.compareTo(frame.total(AccountType.PROVIDER_PAYABLE, input.provider())) > 0,
                RejectionReason.INSUFFICIENT_PAYABLE);
        List<Draw> draws = spend(input.provider(), amount, AccountType.CLEARING, null);
        frame.commit();
        state.nonces.put(signed, new ProviderState.Use(content, frame.line()));
        state.refund(input.provider(), input.payer(), input.intentId(), draws, frame.partition());
    }
}
