package io.fluxledger.intake;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.DepositRequested;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.TransactionState;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.EthAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What a relayer puts on the log for deposits, told step by step; and the deposits that it would find there. */
final class RelayedDeposits implements AutoCloseable {
    private final RunningIntake running;
    private final Consumer<String, SpecificRecord> inputs;
    private final List<DepositRequested> requested = new ArrayList<>();

    RelayedDeposits(RunningIntake running) {
        this.running = running;
        inputs = running.clients.consumer("test-deposits", true, Map.of());
        List<TopicPartition> partitions = IntStream.range(0, TopicCatalog.LEDGER_INPUTS.partitions())
                .mapToObj(partition -> new TopicPartition(TopicCatalog.LEDGER_INPUTS.name(), partition))
                .toList();
        inputs.assign(partitions);
        inputs.seekToEnd(partitions);
        partitions.forEach(inputs::position);
    }

    /** The deposits that were asked for since this was made. */
    List<DepositRequested> requested(EthAddress payer) {
        Map<TopicPartition, Long> ends = inputs.endOffsets(inputs.assignment());
        while (ends.entrySet().stream().anyMatch(end -> inputs.position(end.getKey()) < end.getValue())) {
            inputs.poll(Duration.ofMillis(100)).forEach(record -> {
                if (record.value() instanceof DepositRequested deposit) {
                    requested.add(deposit);
                }
            });
        }
        return requested.stream()
                .filter(deposit -> EthAddress.of(deposit.getPayer().bytes()).equals(payer))
                .toList();
    }

    /** A record about a deposit's transaction. */
    void transaction(
            EthAddress payer,
            long chainId,
            String nonce,
            TransactionState state,
            @Nullable Bytes32 hash,
            @Nullable String reason) {
        Address20 account = new Address20(payer.bytes());
        ChainTransaction transaction = ChainTransaction.newBuilder()
                .setCommandId(nonce + ":" + payer)
                .setKind(CommandKind.DEPOSIT)
                .setChainId(chainId)
                .setSigner(account)
                .setAccount(account)
                .setSubjectId(nonce)
                .setState(state)
                .setLaneNonce(1)
                .setAttempts(List.of())
                .setTransactionHash(hash == null ? null : new Hash32(hash.bytes()))
                .setBlockNumber(1)
                .setBlockHash(null)
                .setReason(reason)
                .setUpdatedAtMs(1)
                .build();
        var _ = running.producer.send(
                new ProducerRecord<>(TopicCatalog.CHAIN_TRANSACTIONS.name(), transaction.getCommandId(), transaction));
    }

    /** The transaction is in the chain for good, and the ledger is told. */
    void credited(Person payer, long chainId, String nonce, long amountMicros, Bytes32 hash) {
        transaction(payer.key.address(), chainId, nonce, TransactionState.FINAL, hash, null);
        InputId16 id = EventHeaders.newInputId();
        EthAddress usdc = EthAddress.parse(Objects.requireNonNull(
                running.chains.chain(chainId).orElseThrow().usdc()));
        running.tell(
                payer,
                id,
                new CreditsDeposited(
                        id,
                        new Address20(payer.key.address().bytes()),
                        chainId,
                        new Address20(usdc.bytes()),
                        new Hash32(Bytes32.parse(nonce).bytes()),
                        amountMicros,
                        new Hash32(hash.bytes()),
                        1L));
    }

    @Override
    public void close() {
        inputs.close();
    }
}
