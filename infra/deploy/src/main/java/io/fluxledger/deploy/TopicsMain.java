package io.fluxledger.deploy;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing and registers all schemas, then ends: what a deployment runs before its services. */
final class TopicsMain {
    private static final Logger LOG = LoggerFactory.getLogger(TopicsMain.class);

    private TopicsMain() {}

    public static void main(String[] arguments) {
        Settings settings = Settings.load(arguments);
        SchemaRegistryClient registry = new SchemaRegistryClient(settings.uri("registry.url"));
        KafkaClients clients = new KafkaClients(settings.string("kafka.bootstrap"), new EventSerde(registry));
        short replication = (short) settings.integer("replication", 3);
        settings.assertAllRead();
        try (Admin admin = clients.admin()) {
            TopicCatalog.createMissing(admin, replication);
        }
        LOG.info("{} topics, {} schemas", TopicCatalog.all().size(), SchemaRegistration.registerAll(registry));
    }
}
