package io.fluxledger.settlement;

import io.fluxledger.events.Address20;
import io.fluxledger.events.Draw;
import io.fluxledger.events.Funding;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.rules.Address;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes inputs of the providers' fold as the payers' fold and the relayer do. */
class ProviderInputs implements AutoCloseable {
    private static final Address PAYER = Address.parse("0x00000000000000000000000000000000000000aa");

    private final Producer<String, SpecificRecord> producer;
    private long charges;

    ProviderInputs(KafkaClients kafka) {
        producer = kafka.producer("inputs");
    }

    void charge(String provider, long grossNanos) {
        charges++;
        Address to = Address.parse(provider);
        input(
                provider,
                new UsageCharged(
                        EventHeaders.newInputId(),
                        new Address20(to.toBytes()),
                        new Address20(PAYER.toBytes()),
                        "intent-" + charges,
                        Funding.CREDITS,
                        PayoutMode.BATCH,
                        43114L,
                        List.of(new Draw(43114L, grossNanos)),
                        0L,
                        100L,
                        50L,
                        0,
                        charges));
    }

    void confirm(PayoutInstructed payout, TransferStatus status) {
        input(
                "0x" + HexFormat.of().formatHex(payout.getProvider().bytes()),
                new PayoutConfirmed(
                        EventHeaders.newInputId(),
                        payout.getProvider(),
                        payout.getPayoutId(),
                        status,
                        payout.getChainId(),
                        null,
                        null));
    }

    void input(String key, SpecificRecord event) {
        send(new ProducerRecord<>(TopicCatalog.PROVIDER_INPUTS.name(), key, event));
    }

    /** Writes a record as the ledger's other services do, and waits for the broker. */
    void send(ProducerRecord<String, SpecificRecord> event) {
        try {
            producer.send(event).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take a record", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while writing", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
