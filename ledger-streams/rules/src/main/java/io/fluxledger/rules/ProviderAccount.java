package io.fluxledger.rules;

/**
 * Head of a provider's account.
 *
 * @param window usage of the open window
 * @param feeRemainder what the fee on the running total has below a nano-USDC, in millionths of one
 * @param payoutAddress where the provider wants its batch payouts; its own address until it says otherwise
 * @param payoutChainId chain of its batch payouts; 0 until a charge or a registration names one
 * @param registered whether the provider itself has named address and chain
 */
public record ProviderAccount(
        Address provider,
        Balances balances,
        Usage window,
        long feeRemainder,
        Address payoutAddress,
        long payoutChainId,
        boolean registered,
        long sequence,
        Bytes32 hash) {
    static ProviderAccount empty(Address provider) {
        return new ProviderAccount(provider, Balances.NONE, Usage.NONE, 0, provider, 0, false, 0, Bytes32.ZERO);
    }

    ProviderAccount withBalances(Balances next) {
        return new ProviderAccount(
                provider, next, window, feeRemainder, payoutAddress, payoutChainId, registered, sequence, hash);
    }

    ProviderAccount withWindow(Usage next) {
        return new ProviderAccount(
                provider, balances, next, feeRemainder, payoutAddress, payoutChainId, registered, sequence, hash);
    }

    ProviderAccount withFeeRemainder(long next) {
        return new ProviderAccount(
                provider, balances, window, next, payoutAddress, payoutChainId, registered, sequence, hash);
    }

    /** The chain that a charge names counts until the provider registers one. */
    ProviderAccount withChargedChain(long chainId) {
        return registered
                ? this
                : new ProviderAccount(
                        provider, balances, window, feeRemainder, payoutAddress, chainId, false, sequence, hash);
    }

    ProviderAccount withPayout(Address address, long chainId) {
        return new ProviderAccount(provider, balances, window, feeRemainder, address, chainId, true, sequence, hash);
    }

    ProviderAccount withLine(long nextSequence, Bytes32 nextHash) {
        return new ProviderAccount(
                provider,
                balances,
                window,
                feeRemainder,
                payoutAddress,
                payoutChainId,
                registered,
                nextSequence,
                nextHash);
    }

    /** Whether closing a window has anything to say of this provider. */
    boolean isDue() {
        return window.calls() > 0 || balances.total(AccountType.PROVIDER_PAYABLE) > 0;
    }
}
