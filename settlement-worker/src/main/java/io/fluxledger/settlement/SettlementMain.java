package io.fluxledger.settlement;

import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.settlement.config.SettlementConfig;
import java.time.Clock;

/** The settlement worker as a process. */
public final class SettlementMain {
    private SettlementMain() {}

    public static void main(String[] args) {
        ServiceRunner.run(
                "settlement-worker",
                args,
                settings -> SettlementWorker.start(
                        SettlementConfig.from(settings), Clock.systemUTC(), ServiceRunner::fatal));
    }
}
