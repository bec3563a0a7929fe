package io.fluxledger.bench.payouts;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.prover.ProverHome;
import io.fluxledger.prover.ProverSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The prover's program and the development keys, as the launcher names them. */
record ZkFiles(Path home, Path artifacts) {
    /** System property with the directory infra/zk. */
    private static final String PROPERTY = "fluxledger.zk";

    private static final String PASSWORD = "a key for one measurement";

    static ZkFiles of(BenchRun run) {
        Path zk = Path.of(System.getProperty(PROPERTY, "infra/zk")).toAbsolutePath();
        return new ZkFiles(
                ProverHome.ensure(zk, run.directory().resolve("prover"), run::progress), zk.resolve("artifacts"));
    }

    ProverSettings settings(BenchRun run) {
        return ProverSettings.defaults(
                home, artifacts, run.directory().resolve("prover.log"), ProverSettings.Profile.DEVELOPMENT);
    }

    static Path passwordFile(BenchRun run) throws IOException {
        return Files.writeString(run.directory().resolve("password"), PASSWORD);
    }
}
