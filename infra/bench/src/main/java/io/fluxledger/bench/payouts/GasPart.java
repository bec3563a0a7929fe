package io.fluxledger.bench.payouts;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.stream.Median;
import io.fluxledger.contracts.EercAbi;
import io.fluxledger.prover.BatchProof;
import io.fluxledger.prover.BatchTransfer;
import io.fluxledger.prover.Prover;
import io.fluxledger.prover.Spending;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/** What each step costs on chain, with real proofs. */
public final class GasPart implements Part {
    private static final long BALANCE_MICROS = 1_000_000;
    private static final long AMOUNT_MICROS = 6_993;

    @Override
    public String name() {
        return "gas";
    }

    @Override
    public String description() {
        return "gas of registration, deposit, encrypted payout and withdrawal";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        ZkFiles files = ZkFiles.of(run);
        int payouts = run.options().choose(3, 6);
        Path directory = Files.createDirectories(run.directory().resolve("gas"));
        try (PayoutChain chain = new PayoutChain(run, directory, files.artifacts());
                Prover prover = new Prover(files.settings(run))) {
            Path password = ZkFiles.passwordFile(run);
            EncryptedAccount auditor = new EncryptedAccount(chain, prover, "auditor", chain.funded());
            EncryptedAccount payer = new EncryptedAccount(chain, prover, "payer", chain.funded());
            EncryptedAccount provider = new EncryptedAccount(chain, prover, "provider", chain.funded());
            var _ = auditor.register(directory, password);
            var _ = payer.register(directory, password);
            double registerGas = gas(provider.register(directory, password));
            auditor.becomeAuditor();
            var _ = payer.deposit(BALANCE_MICROS);
            double depositGas = gas(payer.deposit(BALANCE_MICROS));

            String erc = chain.contracts.encryptedErc();
            List<BigInteger> auditorKey = auditor.key();
            List<BatchProof> proofs = new ArrayList<>();
            var _ = prover.batch(
                    payer.name(),
                    payer.balance(),
                    auditorKey,
                    Collections.nCopies(payouts, new BatchTransfer(provider.key(), AMOUNT_MICROS)),
                    proofs::add);
            List<Double> payoutGas = new ArrayList<>();
            for (BatchProof proof : proofs) {
                Spending spending = proof.spending();
                payoutGas.add(gas(chain.send(
                        payer.wallet(),
                        erc,
                        EercAbi.transfer(
                                provider.wallet().getAddress(),
                                EncryptedAccount.TOKEN_ID,
                                spending.proof(),
                                spending.balancePct()))));
                run.progress(proof.progress() + " on chain");
            }
            Spending withdrawal = prover.withdraw(provider.name(), provider.balance(), auditorKey, AMOUNT_MICROS);
            double withdrawGas = gas(chain.send(
                    provider.wallet(),
                    erc,
                    EercAbi.withdraw(EncryptedAccount.TOKEN_ID, withdrawal.proof(), withdrawal.balancePct())));
            // The first of an account writes where nothing was.
            double first = payoutGas.removeFirst();
            return List.of(
                    Figure.of("gas_per_payout", Median.of(payoutGas), "gas")
                            .against("hardfork cancun; the first of payer and provider: %,.0f".formatted(first)),
                    Figure.of("gas_register", registerGas, "gas"),
                    Figure.of("gas_deposit", depositGas, "gas"),
                    Figure.of("gas_withdraw", withdrawGas, "gas"));
        }
    }

    private static double gas(TransactionReceipt receipt) {
        return receipt.getGasUsed().doubleValue();
    }
}
