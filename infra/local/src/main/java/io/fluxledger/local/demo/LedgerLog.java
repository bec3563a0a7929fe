package io.fluxledger.local.demo;

import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.servers.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What the committed log says, read from its first record. */
final class LedgerLog {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final HexFormat HEX = HexFormat.of();

    private final KafkaClients clients;

    LedgerLog(StackState state) {
        this.clients = new KafkaClients(
                state.bootstrap(),
                new EventSerde(new SchemaRegistryClient(SchemaRegistry.confluentApi(state.port(Parts.REGISTRY)))));
    }

    /** Final transactions that concern these accounts, in the order of their confirmations. */
    List<ChainTransaction> transactions(List<String> accounts) {
        List<ChainTransaction> found = new ArrayList<>();
        read(TopicCatalog.CHAIN_CONFIRMATIONS, event -> {
            if (event instanceof ChainConfirmation confirmation && confirmation.getStatus() == TransferStatus.FINAL) {
                String account = "0x" + HEX.formatHex(confirmation.getAccount().bytes());
                Hash32 hash = confirmation.getTransactionHash();
                if (accounts.contains(account) && hash != null) {
                    found.add(new ChainTransaction(
                            confirmation.getKind().name(),
                            confirmation.getChainId(),
                            account,
                            confirmation.getSubjectId(),
                            confirmation.getAmountMicros(),
                            confirmation.getFeeMicros(),
                            "0x" + HEX.formatHex(hash.bytes())));
                }
            }
        });
        return found;
    }

    private void read(TopicSpec topic, Consumer<SpecificRecord> sink) {
        List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                .mapToObj(p -> new TopicPartition(topic.name(), p))
                .toList();
        try (var consumer = clients.consumer("ledger-cli", true, Map.of())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(POLL)) {
                    if (record.value() != null) {
                        sink.accept(record.value());
                    }
                }
            }
        }
    }
}
