package io.fluxledger.local.stack;

import io.fluxledger.audit.chain.ChainCalls;
import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.audit.project.RowCheck;
import io.fluxledger.audit.prove.LeafSalts;
import io.fluxledger.audit.read.BalanceReader;
import io.fluxledger.audit.verify.ProjectedBalances;
import io.fluxledger.audit.verify.RootCheck;
import io.fluxledger.audit.verify.Verification;
import io.fluxledger.audit.verify.VerifyReport;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.servers.Postgres;
import io.fluxledger.servers.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Verifies the ledger of a running stack: log against journal against projection, and batches against the chain. */
public final class StackVerification {
    private static final String STREAMS_GROUP = "fluxledger-streams";

    private StackVerification() {}

    /** Runs the verification; the audit service need not be up, the streams must be. */
    public static VerifyReport run(StackDirectory directory, StackState state, Verification.Progress progress) {
        KafkaClients clients = new KafkaClients(
                state.bootstrap(),
                new EventSerde(new SchemaRegistryClient(SchemaRegistry.confluentApi(state.port(Parts.REGISTRY)))));
        try (Database database = Database.connect(new DatabaseConfiguration(
                Postgres.jdbcUrl(state.port(Parts.POSTGRES)), Postgres.USER, password(directory)))) {
            ProjectedBalances projection =
                    () -> BalanceReader.read(database.jdbi()).snapshot();
            VerifyReport report = new Verification(clients, projection, STREAMS_GROUP, progress).run();
            List<String> rows = new RowCheck(database.source(), clients).run();
            RootCheck.Report roots = new RootCheck(clients, home(directory), salts(directory)).run();
            return report.with(rows).with(roots);
        } catch (SQLException e) {
            throw new StackException("cannot read the rows of the projection: " + e.getMessage(), e);
        }
    }

    private static LeafSalts salts(StackDirectory directory) {
        try {
            return LeafSalts.of(Files.readString(directory.liabilitiesSecrets()));
        } catch (IOException e) {
            throw new StackException("cannot read " + directory.liabilitiesSecrets() + "; ./ledger up makes it", e);
        }
    }

    private static Optional<ChainCalls> home(StackDirectory directory) {
        ChainsFile chains = ChainsFile.read(directory.chainsFile());
        return chains.chain(chains.homeChainId()).map(ChainCalls::new);
    }

    private static String password(StackDirectory directory) {
        try {
            return Files.readString(Postgres.passwordFile(directory.state(Parts.POSTGRES)))
                    .strip();
        } catch (IOException e) {
            throw new StackException("cannot read the password of the database", e);
        }
    }
}
