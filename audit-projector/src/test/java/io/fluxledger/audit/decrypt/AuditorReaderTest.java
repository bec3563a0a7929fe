package io.fluxledger.audit.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.contracts.EercContracts;
import io.fluxledger.prover.ProverSettings;
import io.fluxledger.testkit.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of the encrypted contract's events, whatever strangers and nodes do. Deposits need no key to be read. */
class AuditorReaderTest {
    private static final long CHAIN = 43114;
    private static final long USDC = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CONTRACT = "0x" + "e2".repeat(20);
    private static final String ACCOUNT = "0x" + "aa".repeat(20);
    private static final String STRANGER = "0x" + "bb".repeat(20);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Database database;
    private ScriptedNode first;
    private ScriptedNode second;

    @BeforeEach
    void start() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        database =
                Database.migrated(new DatabaseConfiguration(postgres.jdbcUrl(), postgres.user(), postgres.password()));
        first = new ScriptedNode(CONTRACT);
        second = new ScriptedNode(CONTRACT);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        database.close();
    }

    private DecryptConfiguration configuration(ScriptedNode... nodes) {
        return new DecryptConfiguration(
                List.of(new DecryptConfiguration.Source(
                        CHAIN,
                        List.of(nodes).stream().map(ScriptedNode::url).toList(),
                        new EercContracts("0x" + "e1".repeat(20), CONTRACT),
                        "0x" + "cc".repeat(20),
                        10,
                        2,
                        ACCOUNT)),
                ProverSettings.defaults(
                        Path.of("no-home"),
                        Path.of("no-artifacts"),
                        Path.of("no-log"),
                        ProverSettings.Profile.DEVELOPMENT),
                Path.of("no-key"),
                Path.of("no-password"),
                Duration.ofMillis(20));
    }

    private AuditorReader reader(ScriptedNode... nodes) {
        return new AuditorReader(configuration(nodes), database.jdbi(), registry);
    }

    private long reserve(String account) {
        DecryptConfiguration.Source source = configuration(first).sources().getFirst();
        DecryptConfiguration.Source of = new DecryptConfiguration.Source(
                source.chainId(),
                source.rpcUrls(),
                source.contracts(),
                source.usdc(),
                source.firstBlock(),
                source.confirmations(),
                account);
        return new EncryptedReserves(database.jdbi(), List.of(of))
                .of(CHAIN)
                .orElseThrow()
                .micros();
    }

    @Test
    void otherTokensOfTheContractAreNobodysMoney() {
        first.deposit(11, ACCOUNT, USDC, 5_000_000);
        first.deposit(12, ACCOUNT, 1, Long.MAX_VALUE);
        first.deposit(12, STRANGER, 7, Long.MAX_VALUE);
        first.deposit(13, ACCOUNT, USDC, 2_000_000);
        first.newestBlock = 15;
        try (AuditorReader _ = reader(first)) {
            await().atMost(PATIENCE).until(() -> reserve(ACCOUNT) == 7_000_000);
        }
        assertThat(reserve(STRANGER)).isZero();
        assertThat(first.lowestAsked)
                .as("nothing before the contract's own block")
                .isEqualTo(10);
    }

    /** Should the sum be none of a long's, whoever reconciles learns that it is huge, and does not fail. */
    @Test
    void aSumThatIsTooLargeIsCut() {
        first.deposit(11, ACCOUNT, USDC, Long.MAX_VALUE);
        first.deposit(12, ACCOUNT, USDC, Long.MAX_VALUE);
        first.newestBlock = 14;
        try (AuditorReader _ = reader(first)) {
            await().atMost(PATIENCE).until(() -> reserve(ACCOUNT) == Long.MAX_VALUE);
        }
    }

    @Test
    void anHttpErrorEndsNothingAndIsSeen() {
        first.failures.set(3);
        first.deposit(11, ACCOUNT, USDC, 5_000_000);
        first.newestBlock = 15;
        try (AuditorReader _ = reader(first)) {
            await().atMost(PATIENCE).until(() -> reserve(ACCOUNT) == 5_000_000);
            await().atMost(PATIENCE).until(() -> behind() == 0);
            first.failures.set(Integer.MAX_VALUE);
            await().atMost(PATIENCE).until(() -> Double.isNaN(behind()));
            first.deposit(20, ACCOUNT, USDC, 1_000_000);
            first.newestBlock = 40;
            first.failures.set(0);
            await().atMost(PATIENCE).until(() -> reserve(ACCOUNT) == 6_000_000 && behind() == 0);
        }
    }

    @Test
    void theNextNodeIsAskedWhereOneFails() {
        first.failures.set(Integer.MAX_VALUE);
        second.deposit(11, ACCOUNT, USDC, 5_000_000);
        second.newestBlock = 15;
        try (AuditorReader _ = reader(first, second)) {
            await().atMost(PATIENCE).until(() -> reserve(ACCOUNT) == 5_000_000);
        }
    }

    private double behind() {
        return registry.get("fluxledger.audit.decrypt.blocks.behind")
                .tag("chain", Long.toString(CHAIN))
                .gauge()
                .value();
    }
}
