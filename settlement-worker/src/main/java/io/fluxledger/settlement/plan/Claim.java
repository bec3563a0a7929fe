package io.fluxledger.settlement.plan;

/**
 * What a provider brings to the planning of a window.
 *
 * @param provider 0x-address in lower case
 * @param netNanos net of the window, nano-USDC; sets the share
 * @param availableNanos payable that no earlier payout has a claim on, nano-USDC
 * @param payoutChainId EIP-155 chain of the payout; 0 when none is known
 */
public record Claim(String provider, long netNanos, long availableNanos, long payoutChainId) {
    public Claim {
        if (netNanos < 0 || availableNanos < 0) {
            throw new IllegalArgumentException("negative claim of " + provider);
        }
    }
}
