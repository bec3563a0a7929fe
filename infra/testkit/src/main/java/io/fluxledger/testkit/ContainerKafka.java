package io.fluxledger.testkit;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

record ContainerKafka(KafkaContainer container) implements TestKafka {
    private static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.3.1");

    /**
     * @throws IllegalStateException when no Docker engine answers
     */
    static ContainerKafka start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    "-D%s=testcontainers was asked for and no Docker engine answers; leave it out to test on our own broker process"
                            .formatted(TestKafka.CHOICE));
        }
        KafkaContainer container = new KafkaContainer(IMAGE)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        container.start();
        return new ContainerKafka(container);
    }

    @Override
    public String bootstrap() {
        return container.getBootstrapServers();
    }
}
