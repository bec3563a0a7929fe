package io.fluxledger.rules;

/**
 * Head of a provider's account.
 *
 * @param window usage of the open window
 * @param feeRemainder what the fee on the running total has below a nano-USDC, in millionths of one
 * @param monthIndex UTC month whose closed windows are summed up, as year × 12 + month of the year from 0; 0 for none
 * @param monthGrossNanos gross of those windows
 * @param monthFeeNanos fees of those windows
 * @param paidNanos what was paid out for good
 * @param payoutAddress where the provider wants its batch payouts; its own address until it says otherwise
 * @param payoutChainId chain of its batch payouts; 0 until a charge or a registration names one
 * @param registered whether the provider itself has named address and chain
 * @param terms how its payouts may be made
 * @param sequence number of accepted lines
 * @param hash hash of the last accepted line
 */
public record ProviderAccount(
        Address provider,
        Balances balances,
        Usage window,
        long feeRemainder,
        long monthIndex,
        long monthGrossNanos,
        long monthFeeNanos,
        long paidNanos,
        Address payoutAddress,
        long payoutChainId,
        boolean registered,
        PayoutTerms terms,
        long sequence,
        Bytes32 hash) {
    static ProviderAccount empty(Address provider) {
        return new ProviderAccount(
                provider,
                Balances.NONE,
                Usage.NONE,
                0,
                0,
                0,
                0,
                0,
                provider,
                0,
                false,
                PayoutTerms.NONE,
                0,
                Bytes32.ZERO);
    }

    ProviderMonth month() {
        return new ProviderMonth(monthIndex, monthGrossNanos, monthFeeNanos);
    }

    /** Whether closing a window that ends then has anything to say of this provider. */
    boolean isDue(long windowEndMs) {
        return window.calls() > 0
                || balances.has(AccountType.PROVIDER_PAYABLE)
                || month().isBefore(ProviderMonth.indexAt(windowEndMs));
    }

    ProviderAccount withBalances(Balances next) {
        return with(next, window, feeRemainder, month(), paidNanos);
    }

    ProviderAccount withCharge(Usage nextWindow, long nextFeeRemainder) {
        return with(balances, nextWindow, nextFeeRemainder, month(), paidNanos);
    }

    ProviderAccount withWindowClosed(ProviderMonth nextMonth) {
        return with(balances, Usage.NONE, feeRemainder, nextMonth, paidNanos);
    }

    ProviderAccount withPaid(long nextPaidNanos) {
        return with(balances, window, feeRemainder, month(), nextPaidNanos);
    }

    private ProviderAccount with(
            Balances nextBalances, Usage nextWindow, long nextRemainder, ProviderMonth nextMonth, long nextPaidNanos) {
        return new ProviderAccount(
                provider,
                nextBalances,
                nextWindow,
                nextRemainder,
                nextMonth.index(),
                nextMonth.grossNanos(),
                nextMonth.feeNanos(),
                nextPaidNanos,
                payoutAddress,
                payoutChainId,
                registered,
                terms,
                sequence,
                hash);
    }

    /** The chain that a charge names counts until the provider registers one. */
    ProviderAccount withChargedChain(long chainId) {
        return registered || chainId == payoutChainId
                ? this
                : with(payoutAddress, chainId, false, terms, sequence, hash);
    }

    ProviderAccount withPayout(Address address, long chainId) {
        return with(address, chainId, true, terms, sequence, hash);
    }

    ProviderAccount withTerms(PayoutTerms next) {
        return with(payoutAddress, payoutChainId, registered, next, sequence, hash);
    }

    ProviderAccount withLine(long nextSequence, Bytes32 nextHash) {
        return with(payoutAddress, payoutChainId, registered, terms, nextSequence, nextHash);
    }

    private ProviderAccount with(
            Address nextPayoutAddress,
            long nextChainId,
            boolean nextRegistered,
            PayoutTerms nextTerms,
            long nextSequence,
            Bytes32 nextHash) {
        return new ProviderAccount(
                provider,
                balances,
                window,
                feeRemainder,
                monthIndex,
                monthGrossNanos,
                monthFeeNanos,
                paidNanos,
                nextPayoutAddress,
                nextChainId,
                nextRegistered,
                nextTerms,
                nextSequence,
                nextHash);
    }
}
