package io.fluxledger.relayer.reserve;

import io.fluxledger.events.CommandKind;

/**
 * One command of a reserve.
 *
 * @param number how many of its kind there were before, plus one
 * @param amountMicros what it moves, micro-USDC
 */
public record ReserveStep(CommandKind kind, int number, long amountMicros) {}
