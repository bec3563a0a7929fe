package io.fluxledger.audit.verify;

import io.fluxledger.codec.AvroTypes;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.InputQuarantined;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.ParametersActivated;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.events.ProviderRefundReceived;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Inputs for the verification's tests: one payer and one provider of each partition, a call between each two of them. */
final class Calls {
    static final int PARTITIONS = TopicCatalog.LEDGER_INPUTS.partitions();

    private static final long CHAIN = 7;
    private static final long MAX_NANOS = 50_000_000;
    private static final long USED_NANOS = 7_000_000;

    private final EventSerde serde;
    private final SplittableRandom random = new SplittableRandom(20_261_121);
    private final List<Address> payers = new ArrayList<>();
    private final List<Address> providers = new ArrayList<>();

    Calls(EventSerde serde) {
        this.serde = serde;
        for (int p = 0; p < PARTITIONS; p++) {
            payers.add(ofPartition(p));
            providers.add(ofPartition(p));
        }
    }

    /** An address whose inputs go to that partition. */
    private Address ofPartition(int partition) {
        while (true) {
            Address address = Address.of(bytes(Address.BYTES));
            if (KeyPartition.of(address.toString(), PARTITIONS) == partition) {
                return address;
            }
        }
    }

    Address payer(int partition) {
        return payers.get(partition);
    }

    /** Deposits, then from every payer to every provider a lock, a receipt and a settlement. */
    List<ProducerRecord<String, byte[]>> payers() {
        List<ProducerRecord<String, byte[]>> inputs = new ArrayList<>();
        for (Address payer : payers) {
            inputs.add(payers(
                    payer,
                    new CreditsDeposited(
                            id(),
                            AvroTypes.address(payer),
                            CHAIN,
                            AvroTypes.address(payer),
                            word(),
                            1_000_000L,
                            word(),
                            7L)));
        }
        for (Address payer : payers) {
            for (Address provider : providers) {
                call(inputs, payer, provider);
            }
        }
        return inputs;
    }

    private void call(List<ProducerRecord<String, byte[]>> inputs, Address payer, Address provider) {
        String intent = "call-" + inputs.size();
        long deadlineMs = Instant.now().toEpochMilli() + 600_000;
        inputs.add(payers(
                payer,
                new IntentLocked(
                        id(),
                        AvroTypes.address(payer),
                        intent,
                        Funding.CREDITS,
                        PayoutMode.BATCH,
                        AvroTypes.address(provider),
                        MAX_NANOS,
                        deadlineMs,
                        CHAIN,
                        List.of(),
                        word(),
                        signature(),
                        null,
                        null,
                        false)));
        inputs.add(payers(
                payer,
                new UsageReceipt(
                        id(),
                        AvroTypes.address(payer),
                        intent,
                        AvroTypes.address(provider),
                        USED_NANOS,
                        120L,
                        30L,
                        CHAIN,
                        word(),
                        deadlineMs,
                        signature())));
        inputs.add(payers(
                payer,
                new SettlementRequested(
                        id(),
                        AvroTypes.address(payer),
                        intent,
                        AvroTypes.address(provider),
                        RequestedBy.GATEWAY,
                        null,
                        null,
                        0L)));
    }

    /** A refund that no provider has given. */
    ProducerRecord<String, byte[]> inventedRefund(int partition) {
        return payers(
                payers.get(partition),
                new ProviderRefundReceived(
                        id(),
                        AvroTypes.address(payers.get(partition)),
                        AvroTypes.address(providers.getFirst()),
                        "call-8",
                        List.of(new io.fluxledger.events.Draw(CHAIN, 1L)),
                        3,
                        1L));
    }

    /** A charge that the payers' fold has not issued. */
    ProducerRecord<String, byte[]> inventedCharge(int partition, int sourcePartition, long sourceSequence) {
        Address provider = providers.get(partition);
        return record(
                TopicCatalog.PROVIDER_INPUTS,
                provider.toString(),
                partition,
                new UsageCharged(
                        id(),
                        AvroTypes.address(provider),
                        AvroTypes.address(payers.getFirst()),
                        "call-8",
                        Funding.CREDITS,
                        PayoutMode.BATCH,
                        CHAIN,
                        List.of(new io.fluxledger.events.Draw(CHAIN, USED_NANOS)),
                        0L,
                        1L,
                        1L,
                        sourcePartition,
                        sourceSequence));
    }

    /** An order to set an input aside that nobody sent. */
    ProducerRecord<String, byte[]> order(int partition) {
        return record(
                TopicCatalog.LEDGER_INPUTS,
                TopicCatalog.BROADCAST_KEY,
                partition,
                new InputQuarantined(id(), id(), "broken"));
    }

    /** Parameters that no build knows. */
    ProducerRecord<String, byte[]> rulesOfTheFuture(int partition) {
        return new ProducerRecord<>(
                TopicCatalog.LEDGER_INPUTS.name(),
                partition,
                TopicCatalog.BROADCAST_KEY,
                serde.serialize(
                        TopicCatalog.LEDGER_INPUTS,
                        new ParametersActivated(id(), 999, 1_000L, 0L, 0L, 100, 86_400_000L, 86_400_000L)));
    }

    private ProducerRecord<String, byte[]> payers(Address payer, SpecificRecord event) {
        return record(
                TopicCatalog.LEDGER_INPUTS, payer.toString(), KeyPartition.of(payer.toString(), PARTITIONS), event);
    }

    private ProducerRecord<String, byte[]> record(TopicSpec topic, String key, int partition, SpecificRecord event) {
        return new ProducerRecord<>(topic.name(), partition, key, serde.serialize(topic, event));
    }

    private InputId16 id() {
        return new InputId16(bytes(16));
    }

    private Hash32 word() {
        return new Hash32(bytes(32));
    }

    private ByteBuffer signature() {
        return ByteBuffer.wrap(bytes(65));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
