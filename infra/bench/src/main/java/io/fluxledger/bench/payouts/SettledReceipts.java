package io.fluxledger.bench.payouts;

import io.fluxledger.codec.InputDecoder;
import io.fluxledger.codec.LineWriter;
import io.fluxledger.events.Address20;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.WindowTick;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.ProviderFold;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.ProviderState;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.EventSerializer;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.settlement.plan.PayoutTerms;
import io.fluxledger.settlement.plan.SettlementIds;
import io.fluxledger.settlement.plan.UsageTolerance;
import io.fluxledger.settlement.reconcile.UsageEndpoints;
import io.fluxledger.settlement.schedule.RetrySchedule;
import io.fluxledger.settlement.track.BatchRunner;
import io.fluxledger.settlement.track.CrossCheck;
import io.fluxledger.settlement.track.PayoutRules;
import io.fluxledger.settlement.track.SettlementPublisher;
import io.fluxledger.settlement.track.SettlementState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Charges of settled receipts through the providers' fold, window by window, with the worker that is shipped; in memory,
 * so that the work is folding and planning alone.
 */
final class SettledReceipts implements AutoCloseable {
    static final int WINDOWS = 10;
    private static final int PARTITIONS = 4;
    private static final int PROVIDERS = 1_000;
    private static final long CHAIN_ID = 43_114;
    private static final long THRESHOLD_MICROS = 1_000;
    private static final long MOST_NANOS = 50_000_000;
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final long BEGIN_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final Address PAYER = Address.of(provider(0).bytes());

    private final EventSerde serde;
    private final long seed;
    private final int receipts;
    private final boolean interrupted;
    private final LineWriter writer;
    private final List<Address> providers = new ArrayList<>();
    private final List<ProviderFold> folds = new ArrayList<>();
    private final long[] offsets = new long[PARTITIONS];
    private final List<List<JournalLine>> journal = new ArrayList<>();
    private final Set<SpecificRecord> payouts = new LinkedHashSet<>();
    private final Set<PayoutInstructed> told = new LinkedHashSet<>();
    private MockProducer<String, SpecificRecord> producer;
    private SettlementPublisher publisher;
    private SettlementState state = new SettlementState(PARTITIONS, PayoutRules.NONE);
    private CrossCheck crossCheck;
    private BatchRunner runner;

    /**
     * @param receipts how many, over all windows
     * @param interrupted whether the partitions are folded in the other order and the worker is a new one after each step
     */
    SettledReceipts(EventSerde serde, long seed, int receipts, boolean interrupted) {
        this.serde = serde;
        this.seed = seed;
        this.receipts = receipts;
        this.interrupted = interrupted;
        this.writer = new LineWriter(serde, TopicCatalog.PROVIDER_JOURNAL);
        for (int i = 1; i <= PROVIDERS; i++) {
            providers.add(Address.of(provider(i).bytes()));
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            folds.add(new ProviderFold(new ProviderState()));
            journal.add(new ArrayList<>());
        }
        producer = producer();
        publisher = publisher();
        crossCheck = crossCheck();
        runner = runner();
    }

    /** The i-th provider. */
    static Address20 provider(int i) {
        byte[] bytes = new byte[20];
        for (int at = 19; at >= 16; at--) {
            bytes[at] = (byte) (i >>> (8 * (19 - at)));
        }
        return new Address20(bytes);
    }

    /** Record key of a provider's inputs. */
    static String key(Address20 provider) {
        return "0x" + HexFormat.of().formatHex(provider.bytes());
    }

    private MockProducer<String, SpecificRecord> producer() {
        return new MockProducer<>(true, null, new StringSerializer(), new EventSerializer(serde));
    }

    private SettlementPublisher publisher() {
        return new SettlementPublisher(producer, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    private CrossCheck crossCheck() {
        return new CrossCheck(
                state,
                publisher,
                UsageEndpoints.NONE,
                new UsageTolerance(0, 0),
                RetrySchedule.parse("PT0S"),
                Clock.systemUTC());
    }

    private BatchRunner runner() {
        return new BatchRunner(
                state, new PayoutTerms(THRESHOLD_MICROS, Set.of()), publisher, crossCheck, Optional.empty());
    }

    /** Settles all of them; SHA-256 of everything that was written about batches, in its order. */
    String settle() {
        int each = receipts / WINDOWS;
        for (int window = 1; window <= WINDOWS; window++) {
            long endMs = BEGIN_MS + window * DAY_MS;
            for (int turn = 0; turn < PARTITIONS; turn++) {
                int partition = interrupted ? PARTITIONS - 1 - turn : turn;
                charge(partition, window, each / PARTITIONS);
                fold(
                        partition,
                        TopicCatalog.BROADCAST_KEY,
                        InputDecoder.provider(
                                new WindowTick(EventHeaders.inputId(SettlementIds.tick(endMs, partition, 0)), endMs)),
                        endMs + 1);
            }
            step();
            pay(endMs + 2);
            step();
        }
        return digest();
    }

    private void charge(int partition, int window, int count) {
        SplittableRandom random = new SplittableRandom(seed * 31 + window * 1_000L + partition);
        List<Address> own = new ArrayList<>();
        for (Address provider : providers) {
            if (partition(provider) == partition) {
                own.add(provider);
            }
        }
        long sequence = (long) (window - 1) * count;
        for (int i = 0; i < count; i++) {
            Address to = own.get(random.nextInt(own.size()));
            sequence++;
            fold(
                    partition,
                    to.toString(),
                    new ProviderInput.UsageCharged(
                            new InputId(random.nextLong(), random.nextLong()),
                            to,
                            PAYER,
                            "intent-" + sequence,
                            Funding.CREDITS,
                            PayoutMode.BATCH,
                            CHAIN_ID,
                            List.of(new Draw(CHAIN_ID, random.nextLong(1, MOST_NANOS))),
                            0,
                            random.nextInt(4_000),
                            random.nextInt(4_000),
                            partition,
                            sequence),
                    BEGIN_MS + (window - 1) * DAY_MS + i * (DAY_MS - 1) / count);
        }
    }

    private static int partition(Address provider) {
        byte[] key = provider.toString().getBytes(StandardCharsets.UTF_8);
        return org.apache.kafka.common.utils.Utils.toPositive(org.apache.kafka.common.utils.Utils.murmur2(key))
                % PARTITIONS;
    }

    private void fold(int partition, String key, ProviderInput input, long atMs) {
        InputSource source = new InputSource(key, partition, PARTITIONS, offsets[partition], atMs);
        for (io.fluxledger.rules.JournalLine line :
                folds.get(partition).fold(source, input).lines()) {
            if (concernsTheWorker(line)
                    && serde.deserialize(writer.line(line, partition, offsets[partition]))
                            instanceof JournalLine avro) {
                journal.get(partition).add(avro);
                state.line(partition, avro);
            }
        }
        offsets[partition]++;
    }

    /** Charges tell the worker nothing that the window's line does not sum up. */
    private static boolean concernsTheWorker(io.fluxledger.rules.JournalLine line) {
        return line.entries().stream().noneMatch(LedgerEntry.ChargeTaken.class::isInstance);
    }

    private void step() {
        runner.step();
        collect();
        if (interrupted) {
            crossCheck.close();
            producer = producer();
            publisher = publisher();
            state = new SettlementState(PARTITIONS, PayoutRules.NONE);
            crossCheck = crossCheck();
            runner = runner();
            payouts.forEach(state::payouts);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                for (JournalLine line : journal.get(partition)) {
                    state.line(partition, line);
                }
            }
            runner.step();
            collect();
        }
    }

    private void collect() {
        for (ProducerRecord<String, SpecificRecord> record : producer.history()) {
            if (record.topic().equals(TopicCatalog.SETTLEMENT_PAYOUTS.name())) {
                payouts.add(record.value());
            }
        }
        producer.clear();
    }

    /** The ledger takes the instructions, the chain pays them. */
    private void pay(long atMs) {
        for (SpecificRecord record : List.copyOf(payouts)) {
            if (record instanceof PayoutInstructed instruction && told.add(instruction)) {
                Address provider = Address.of(instruction.getProvider().bytes());
                int partition = partition(provider);
                fold(partition, provider.toString(), InputDecoder.provider(instruction), atMs);
                fold(
                        partition,
                        provider.toString(),
                        InputDecoder.provider(new PayoutConfirmed(
                                EventHeaders.inputId(SettlementIds.event("bench", instruction.getPayoutId())),
                                instruction.getProvider(),
                                instruction.getPayoutId(),
                                TransferStatus.FINAL,
                                instruction.getChainId(),
                                null,
                                null)),
                        atMs);
            }
        }
    }

    private String digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            payouts.forEach(record -> sha256.update(record.toString().getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Records about batches so far. */
    int records() {
        return payouts.size();
    }

    @Override
    public void close() {
        crossCheck.close();
    }
}
