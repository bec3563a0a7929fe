package io.fluxledger.bench.payouts;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.stream.Median;
import io.fluxledger.contracts.EercAbi;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.prover.BatchProof;
import io.fluxledger.prover.BatchTransfer;
import io.fluxledger.prover.KnownBalance;
import io.fluxledger.prover.Prover;
import io.fluxledger.prover.Spending;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.web3j.crypto.Credentials;
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
        try (PayoutChain chain = new PayoutChain(run, files.artifacts());
                Prover prover = new Prover(files.settings(run))) {
            Path password = ZkFiles.passwordFile(run);
            Credentials auditor = chain.funded();
            Credentials payer = chain.funded();
            Credentials provider = chain.funded();
            var _ = register(run, chain, prover, "auditor", auditor, password);
            var _ = register(run, chain, prover, "payer", payer, password);
            double registerGas = register(run, chain, prover, "provider", provider, password);
            String erc = chain.contracts.encryptedErc();
            var _ = chain.send(chain.owner, erc, EercAbi.setAuditorPublicKey(auditor.getAddress()));
            var _ = deposit(chain, prover, payer);
            double depositGas = deposit(chain, prover, payer);

            List<BigInteger> auditorKey = key(chain, auditor);
            KnownBalance balance = prover.decryptBalance("payer", balance(chain, payer));
            List<BatchProof> proofs = new ArrayList<>();
            var _ = prover.batch(
                    "payer",
                    balance,
                    auditorKey,
                    Collections.nCopies(payouts, new BatchTransfer(key(chain, provider), AMOUNT_MICROS)),
                    proofs::add);
            List<Double> payoutGas = new ArrayList<>();
            for (BatchProof proof : proofs) {
                Spending spending = proof.spending();
                payoutGas.add(gas(chain.send(
                        payer,
                        erc,
                        EercAbi.transfer(
                                provider.getAddress(), BigInteger.ONE, spending.proof(), spending.balancePct()))));
                run.progress(proof.progress() + " on chain");
            }
            Spending withdrawal = prover.withdraw(
                    "provider", prover.decryptBalance("provider", balance(chain, provider)), auditorKey, AMOUNT_MICROS);
            double withdrawGas = gas(chain.send(
                    provider, erc, EercAbi.withdraw(BigInteger.ONE, withdrawal.proof(), withdrawal.balancePct())));
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

    private static double register(
            BenchRun run, PayoutChain chain, Prover prover, String name, Credentials wallet, Path password)
            throws IOException {
        var _ = prover.createKey(name, run.directory().resolve(name + ".gas.key"), password);
        return gas(chain.send(
                wallet,
                chain.contracts.registrar(),
                EercAbi.register(prover.register(name, wallet.getAddress(), PayoutChain.CHAIN_ID))));
    }

    private static double deposit(PayoutChain chain, Prover prover, Credentials payer) throws IOException {
        String erc = chain.contracts.encryptedErc();
        chain.mintUsdc(payer.getAddress(), BALANCE_MICROS);
        var _ = chain.send(payer, chain.usdc, UsdcAbi.approve(erc, BALANCE_MICROS));
        return gas(chain.send(
                payer,
                erc,
                EercAbi.deposit(
                        BigInteger.valueOf(BALANCE_MICROS), chain.usdc, prover.encryptOwn("payer", BALANCE_MICROS))));
    }

    private static List<BigInteger> key(PayoutChain chain, Credentials account) throws IOException {
        return EercAbi.decodeKey(
                chain.call(chain.contracts.registrar(), EercAbi.getUserPublicKey(account.getAddress())));
    }

    private static io.fluxledger.contracts.EercBalance balance(PayoutChain chain, Credentials account)
            throws IOException {
        return EercAbi.decodeBalance(
                chain.call(chain.contracts.encryptedErc(), EercAbi.balanceOf(account.getAddress(), BigInteger.ONE)));
    }

    private static double gas(TransactionReceipt receipt) {
        return receipt.getGasUsed().doubleValue();
    }
}
