package io.fluxledger.local.stack;

import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.audit.read.BalanceReader;
import io.fluxledger.audit.verify.ProjectedBalances;
import io.fluxledger.audit.verify.Verification;
import io.fluxledger.audit.verify.VerifyReport;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.servers.Postgres;
import io.fluxledger.servers.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;

/** Verifies the ledger of a running stack: log against journal against projection. */
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
            return new Verification(clients, projection, STREAMS_GROUP, progress).run();
        }
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
