package io.fluxledger.e2e;

import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.local.client.Accounts;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.ChainsSetup;
import io.fluxledger.local.stack.LocalChain;
import java.time.Duration;

/** Credits for a payer, by a real deposit. */
final class Funding {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private Funding() {}

    static void deposit(LiveStack stack, Wallet payer, long amountMicros) {
        LocalChain home = LocalChain.HOME;
        try (ChainDeployer deployer = new ChainsSetup(stack.directory())
                        .deployer(
                                home,
                                stack.chains()
                                        .chain(home.chainId())
                                        .orElseThrow()
                                        .rpcUrl());
                LedgerClient intake = stack.intake()) {
            deployer.mintUsdc(payer.address().toString(), amountMicros);
            intake.post("/v1/deposits", payer.deposit(home.chainId(), amountMicros))
                    .require("deposit");
            new Accounts(intake).awaitFunds(payer, TIMEOUT);
        }
    }
}
