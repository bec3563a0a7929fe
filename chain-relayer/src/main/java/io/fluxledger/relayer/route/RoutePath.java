package io.fluxledger.relayer.route;

/**
 * One part of a payout on its way.
 *
 * @param restsOn the chain whose treasury has it, or had it before the move that is under way
 * @param amountMicros what has to arrive
 */
public record RoutePath(int number, long restsOn, long amountMicros) {
    RoutePath at(long chainId) {
        return new RoutePath(number, chainId, amountMicros);
    }
}
