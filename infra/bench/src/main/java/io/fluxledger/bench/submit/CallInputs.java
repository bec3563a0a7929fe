package io.fluxledger.bench.submit;

import io.fluxledger.codec.AvroTypes;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.Draw;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * An endless mix of calls of several payers, each lock → receipt → settlement, interleaved; some inputs are sent again
 * under a new id, and some must be rejected. The same seed gives the same mix.
 */
public final class CallInputs {
    private static final long CHAIN = 1;
    private static final long DEPOSIT_MICROS = 1_000_000_000_000L;
    private static final long MAX_NANOS = 50_000_000L;
    private static final long USED_NANOS = 7_000_000L;
    private static final long DEADLINE_MS = Duration.ofMinutes(30).toMillis();
    private static final int MOST_OPEN = 4;
    private static final int REPEAT_PERCENT = 8;
    private static final int REJECT_PERCENT = 6;

    private final SplittableRandom random;
    private final List<Payer> payers = new ArrayList<>();
    private final List<Address> providers = new ArrayList<>();

    /** @param payers number of paying accounts; a few dozen reach all partitions */
    public CallInputs(long seed, int payers, int providers) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < payers; i++) {
            this.payers.add(new Payer(address()));
        }
        for (int i = 0; i < providers; i++) {
            this.providers.add(address());
        }
    }

    /** A call on its way. */
    private record Call(String intentId, Address provider, boolean receipted) {}

    /** One payer's calls, and what may be sent again. */
    private final class Payer {
        private final Address address;
        private final String key;
        private final int partition;
        private final Deque<Call> open = new ArrayDeque<>();
        private SpecificRecord last;
        private boolean funded;
        private long calls;

        Payer(Address address) {
            this.address = address;
            this.key = address.toString();
            this.partition = KeyPartition.of(key, TopicCatalog.LEDGER_INPUTS.partitions());
            this.last = deposit(newId(), address);
        }

        Planned next() {
            UUID id = newId();
            if (!funded) {
                funded = true;
                last = deposit(id, address);
                return planned(id, last, true);
            }
            int percent = random.nextInt(100);
            if (percent < REPEAT_PERCENT) {
                return planned(id, withId(last, id), false);
            }
            if (percent < REPEAT_PERCENT + REJECT_PERCENT) {
                return planned(id, toBeRejected(id), false);
            }
            last = step(id);
            return planned(id, last, true);
        }

        private SpecificRecord step(UUID id) {
            if (open.isEmpty() || (open.size() < MOST_OPEN && random.nextInt(3) == 0)) {
                Call call = new Call("call-" + ++calls, providers.get(random.nextInt(providers.size())), false);
                open.add(call);
                return lock(id, call, MAX_NANOS);
            }
            Call call = open.remove();
            if (call.receipted()) {
                return settle(id, call);
            }
            open.add(new Call(call.intentId(), call.provider(), true));
            return receipt(id, call);
        }

        private SpecificRecord toBeRejected(UUID id) {
            Call unknown = new Call("never-" + id, providers.getFirst(), false);
            return switch (random.nextInt(3)) {
                case 0 -> lock(id, unknown, Long.MAX_VALUE / 4);
                case 1 -> receipt(id, unknown);
                default -> settle(id, unknown);
            };
        }

        private Planned planned(UUID id, SpecificRecord event, boolean accepted) {
            return new Planned(id, key, partition, event, accepted);
        }

        private IntentLocked lock(UUID id, Call call, long amountNanos) {
            return new IntentLocked(
                    EventHeaders.inputId(id),
                    AvroTypes.address(address),
                    call.intentId(),
                    Funding.CREDITS,
                    PayoutMode.BATCH,
                    AvroTypes.address(call.provider()),
                    amountNanos,
                    System.currentTimeMillis() + DEADLINE_MS,
                    CHAIN,
                    List.of(new Draw(CHAIN, amountNanos)),
                    word(),
                    signature(),
                    null,
                    null,
                    false);
        }

        private UsageReceipt receipt(UUID id, Call call) {
            return new UsageReceipt(
                    EventHeaders.inputId(id),
                    AvroTypes.address(address),
                    call.intentId(),
                    AvroTypes.address(call.provider()),
                    1 + random.nextLong(USED_NANOS),
                    random.nextLong(4_000),
                    random.nextLong(1_000),
                    CHAIN,
                    word(),
                    System.currentTimeMillis(),
                    signature());
        }

        private SettlementRequested settle(UUID id, Call call) {
            return new SettlementRequested(
                    EventHeaders.inputId(id),
                    AvroTypes.address(address),
                    call.intentId(),
                    AvroTypes.address(call.provider()),
                    RequestedBy.GATEWAY,
                    null,
                    null,
                    0L);
        }
    }

    /** The next input. Payers are funded by their first. */
    Planned next() {
        return payers.get(random.nextInt(payers.size())).next();
    }

    private CreditsDeposited deposit(UUID id, Address payer) {
        return new CreditsDeposited(
                EventHeaders.inputId(id),
                AvroTypes.address(payer),
                CHAIN,
                AvroTypes.address(payer),
                word(),
                DEPOSIT_MICROS,
                word(),
                7L);
    }

    /** What a client does that did not get its answer: the same content under a new input id. */
    private static SpecificRecord withId(SpecificRecord event, UUID id) {
        InputId16 inputId = EventHeaders.inputId(id);
        return switch (event) {
            case CreditsDeposited e ->
                CreditsDeposited.newBuilder(e).setInputId(inputId).build();
            case IntentLocked e ->
                IntentLocked.newBuilder(e).setInputId(inputId).build();
            case UsageReceipt e ->
                UsageReceipt.newBuilder(e).setInputId(inputId).build();
            case SettlementRequested e ->
                SettlementRequested.newBuilder(e).setInputId(inputId).build();
            default ->
                throw new IllegalStateException(
                        "is never sent: " + event.getSchema().getName());
        };
    }

    private UUID newId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private Address address() {
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        return Address.parse("0x" + HexFormat.of().formatHex(bytes));
    }

    private Hash32 word() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new Hash32(bytes);
    }

    private ByteBuffer signature() {
        byte[] bytes = new byte[65];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
