package io.fluxledger.settlement.http;

import io.fluxledger.settlement.schedule.WindowTicker;
import io.fluxledger.settlement.track.ProviderDesk;
import io.fluxledger.settlement.track.SettlementState;

/**
 * What the worker that leads is asked for.
 *
 * @param state what it has read; for any thread
 * @param desk takes orders; for the worker's thread
 * @param ticker closes windows; for the worker's thread
 */
public record Lead(SettlementState state, ProviderDesk desk, WindowTicker ticker) {}
