package io.fluxledger.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.Address20;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.IntentIds;
import io.fluxledger.schemas.TopicCatalog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a call costs in the log, for ever. */
class CallBytesTest {
    private static final long CHAIN = 84_532;
    private static final long NOW_MS = 1_800_000_000_000L;

    private final RandomRecords records = new RandomRecords(1);

    @Test
    void theInputsOfACallTakeAtMost160BytesOnAverage() throws IOException {
        try (LocalRegistry registry = new LocalRegistry()) {
            EventSerde serde = registry.serde();
            Address20 payer = new Address20(records.bytes(20));
            Address20 provider = new Address20(records.bytes(20));
            Object intentId = IntentIds.field(UUID.randomUUID().toString());
            IntentLocked locked = new IntentLocked(
                    EventHeaders.newInputId(),
                    payer,
                    intentId,
                    Funding.CREDITS,
                    PayoutMode.BATCH,
                    provider,
                    50_000_000L,
                    NOW_MS,
                    CHAIN,
                    List.of(),
                    new Hash32(records.bytes(32)),
                    ByteBuffer.wrap(records.bytes(65)),
                    null,
                    null,
                    false);
            UsageReceipt receipt = new UsageReceipt(
                    EventHeaders.newInputId(),
                    payer,
                    intentId,
                    provider,
                    7_000_000L,
                    1_500L,
                    500L,
                    CHAIN,
                    new Hash32(records.bytes(32)),
                    NOW_MS,
                    ByteBuffer.wrap(records.bytes(65)));
            SettlementRequested settlement = new SettlementRequested(
                    EventHeaders.newInputId(), payer, intentId, provider, RequestedBy.GATEWAY, null, null, 0L);
            int bytes = 0;
            for (var input : List.of(locked, receipt, settlement)) {
                byte[] value = serde.serialize(TopicCatalog.LEDGER_INPUTS, input);
                assertThat(serde.deserialize(value)).isEqualTo(input);
                bytes += value.length;
            }
            assertThat(bytes).as("three inputs").isLessThanOrEqualTo(3 * 160);
        }
    }
}
