package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.relayer.send.Announcement;
import io.fluxledger.relayer.send.CommandOutcome;
import io.fluxledger.relayer.send.Lane;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/**
 * What the lanes of one partition remember: the latest record of each command. It lies in the partition of
 * chain.transactions that has the number of the commands' partition, so that whoever gets the one reads one of the other.
 */
final class LaneJournal implements AutoCloseable {
    private final KafkaClients clients;
    private final EventRecords records;
    private final int partition;
    private final CommandTraces traces;
    private final KafkaProducer<String, SpecificRecord> producer;

    /** Fences whoever had the partition before: from here on it cannot save, and what is not saved it must not send. */
    LaneJournal(KafkaClients clients, Clock clock, int partition, CommandTraces traces) {
        this.clients = clients;
        this.records = new EventRecords(clock);
        this.partition = partition;
        this.traces = traces;
        this.producer = clients.transactionalProducer("lanes-" + partition);
        producer.initTransactions();
    }

    /** Every record that was saved, oldest first; several of one command come in order. */
    void readAll(Consumer<ChainTransaction> each) {
        TopicPartition own = new TopicPartition(TopicCatalog.CHAIN_TRANSACTIONS.name(), partition);
        WholePartitions.read(clients, List.of(own), record -> {
            if (clients.serde().deserialize(record.value()) instanceof ChainTransaction saved) {
                each.accept(saved);
            }
        });
    }

    /** Returns when the changes are committed. After an exception the journal is of no more use. */
    synchronized void save(List<Lane.Change> changes) {
        producer.beginTransaction();
        for (Lane.Change change : changes) {
            ChainTransaction transaction = change.transaction();
            String id = transaction.getCommandId();
            EventRecords.send(
                    producer,
                    records.record(
                            TopicCatalog.CHAIN_TRANSACTIONS,
                            partition,
                            id,
                            EventIds.of(id + ":" + transaction.getState() + ":"
                                    + transaction.getAttempts().size() + ":" + transaction.getRevocations() + ":"
                                    + transaction.getAnnounced() + ":" + transaction.getUpdatedAtMs()),
                            transaction,
                            traces.of(id)));
            Announcement confirmed = change.confirmed();
            if (confirmed != null) {
                EventRecords.send(
                        producer,
                        records.record(
                                TopicCatalog.CHAIN_CONFIRMATIONS,
                                partition,
                                id,
                                EventIds.of(id + ":CONFIRMED" + ConfirmationInputs.count(confirmed)),
                                confirmation(change.command(), confirmed),
                                traces.of(id)));
            }
        }
        producer.commitTransaction();
    }

    private static ChainConfirmation confirmation(ChainCommand command, Announcement confirmed) {
        CommandOutcome outcome = confirmed.outcome();
        return ChainConfirmation.newBuilder()
                .setCommandId(command.getCommandId())
                .setKind(command.getKind())
                .setChainId(command.getChainId())
                .setSigner(command.getSigner())
                .setAccount(command.getAccount())
                .setSubjectId(command.getSubjectId())
                .setStatus(ConfirmationInputs.status(confirmed.stage()))
                .setAmountMicros(outcome.amountMicros())
                .setFeeMicros(outcome.feeMicros())
                .setTransactionHash(outcome.transactionHash())
                .setBlockNumber(outcome.blockNumber())
                .setGasUsed(outcome.gasUsed())
                .setReason(outcome.reason())
                .build();
    }

    @Override
    public void close() {
        producer.close();
    }
}
