package io.fluxledger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import java.nio.file.Files;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class SharedServersTest {
    @Test
    void brokerTakesTheCatalogueAndRegistryItsSchemas() throws Exception {
        SchemaRegistration.registerAll(
                new SchemaRegistryClient(TestRegistry.shared().url()));
        SchemaRegistration.registerAll(
                new SchemaRegistryClient(TestRegistry.shared().url()));
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", TestKafka.shared().bootstrap()))) {
            TopicCatalog.createMissing(admin, (short) 1);
            TopicCatalog.createMissing(admin, (short) 1);
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS))
                    .contains(TopicCatalog.LEDGER_INPUTS.name(), TopicCatalog.LEDGER_INPUTS.deadLetters());
        }
        assertThat(TestKafka.shared()).isSameAs(TestKafka.shared());
    }

    @Test
    void freshDatabasesAreApart() throws Exception {
        TestPostgres one = TestPostgres.fresh();
        TestPostgres other = TestPostgres.fresh();
        try (Connection connection = one.connect()) {
            connection.createStatement().execute("CREATE TABLE only_here (n int)");
        }
        try (Connection connection = other.connect();
                var tables = connection.getMetaData().getTables(null, null, "only_here", null)) {
            assertThat(tables.next()).isFalse();
        }
    }

    @Test
    void chainsCarryUsdcAndContracts() throws Exception {
        TestChains chains = TestChains.shared();
        for (TestChain chain : chains.all()) {
            String account = "0x00000000000000000000000000000000000%05d".formatted(chain.chainId());
            chain.mintUsdc(account, 1_500_000);
            assertThat(chain.usdcBalanceMicros(account)).isEqualTo(1_500_000);
        }
        assertThat(Files.readString(chains.chainsFile()))
                .contains("\"usdc\":\"0xb97ef9ef8734c71904d8002f8b6bc66dd9c48a6e\"")
                .contains("\"usdc\":\"0xaf88d065e77c8cc2239327c5edb3a432268e5831\"");
    }
}
