package io.fluxledger.bench.payouts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.stream.Median;
import io.fluxledger.prover.BatchTransfer;
import io.fluxledger.prover.KnownBalance;
import io.fluxledger.prover.Prover;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Proofs of a batch through the prover, against snarkjs called for one proof after the other, on the same circuit. */
public final class ProverPart implements Part {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long BALANCE_MICROS = 1_000_000_000;
    private static final long AMOUNT_MICROS = 6_993;
    private static final int MAX_CONSTRAINTS = 16_384;
    private static final double LEAST_RATIO = 0.95;
    private static final double MINUTE_S = 60;

    /** @param seconds from the request to the last proof */
    private record Measured(double seconds, double medianProofS) {}

    @Override
    public String name() {
        return "prover";
    }

    @Override
    public String description() {
        return "proofs of encrypted transfers, against bare snarkjs on the same circuit";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        ZkFiles files = ZkFiles.of(run);
        int proofs = run.options().choose(4, 40);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> oursProofS = new ArrayList<>();
        List<Double> theirsProofS = new ArrayList<>();
        try (Prover prover = new Prover(files.settings(run))) {
            Path password = ZkFiles.passwordFile(run);
            List<BigInteger> receiver =
                    prover.createKey("receiver", run.directory().resolve("receiver.key"), password);
            List<BigInteger> auditor =
                    prover.createKey("auditor", run.directory().resolve("auditor.key"), password);
            var _ = prover.createKey("payer", run.directory().resolve("payer.key"), password);
            var _ = batch(prover, receiver, auditor, prover.health().workers());
            for (int round = 1; round <= run.options().rounds(); round++) {
                Measured batch = batch(prover, receiver, auditor, proofs);
                Measured bare = bare(files, proofs);
                ours.add(proofs / batch.seconds() * MINUTE_S);
                theirs.add(proofs / bare.seconds() * MINUTE_S);
                oursProofS.add(batch.medianProofS());
                theirsProofS.add(bare.medianProofS());
                run.progress(String.format(
                        Locale.ROOT,
                        "round %d: %.1f proofs/min through the prover, %.1f by bare snarkjs",
                        round,
                        ours.getLast(),
                        theirs.getLast()));
            }
        }
        JsonNode transfer = JSON.readTree(
                        files.artifacts().resolve("manifest.json").toFile())
                .path("circuits")
                .path("transfer");
        double oursPerMinute = Median.of(ours);
        double theirsPerMinute = Median.of(theirs);
        return List.of(
                Figure.of("proofs_vs_bare_snarkjs", oursPerMinute / theirsPerMinute, "ratio")
                        .withTarget(Target.atLeast(LEAST_RATIO))
                        .against(String.format(
                                Locale.ROOT,
                                "snarkjs.groth16.fullProve in a loop, on all processors: %.1f proofs/min to %.1f",
                                oursPerMinute,
                                theirsPerMinute)),
                Figure.of("transfer_constraints", transfer.path("constraints").asDouble(), "constraints")
                        .withTarget(Target.atMost(MAX_CONSTRAINTS)),
                Figure.of("transfer_prove_s", Median.of(oursProofS), "s")
                        .against(String.format(
                                Locale.ROOT,
                                "witness and proof on one thread of %d that prove at a time; bare snarkjs on all processors: %.2f s",
                                Runtime.getRuntime().availableProcessors(),
                                Median.of(theirsProofS))),
                Figure.of("proofs_per_min", oursPerMinute, "proofs/min"));
    }

    private static Measured batch(Prover prover, List<BigInteger> receiver, List<BigInteger> auditor, int count) {
        KnownBalance balance = prover.firstDeposit("payer", BALANCE_MICROS);
        List<Double> proofS = new ArrayList<>();
        long begunNs = System.nanoTime();
        var _ = prover.batch(
                "payer",
                balance,
                auditor,
                Collections.nCopies(count, new BatchTransfer(receiver, AMOUNT_MICROS)),
                proof -> proofS.add(proof.spending().proveMs() / 1e3));
        return new Measured((System.nanoTime() - begunNs) / 1e9, Median.of(proofS));
    }

    private static Measured bare(ZkFiles files, int count) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "node",
                        files.home().resolve("prover/bare.mjs").toString(),
                        files.artifacts().toString(),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("bare snarkjs failed with " + process.exitValue());
        }
        JsonNode answer = JSON.readTree(said);
        return new Measured(
                answer.path("seconds").asDouble(), answer.path("medianMs").asDouble() / 1e3);
    }
}
