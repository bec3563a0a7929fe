package io.fluxledger.testkit;

import io.fluxledger.servers.KafkaBroker;

record ProcessKafka(KafkaBroker broker) implements TestKafka {
    @Override
    public String bootstrap() {
        return broker.bootstrap();
    }
}
