package io.fluxledger.settlement.track;

import io.fluxledger.codec.InputDecoder;
import io.fluxledger.codec.LineWriter;
import io.fluxledger.events.Address20;
import io.fluxledger.events.Draw;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.events.ProviderRegistered;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.events.WindowTick;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.ProviderFold;
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
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** One partition of the providers' fold and the worker over it, in memory and at any time of the log. */
final class SettledLog implements AutoCloseable {
    static final long THRESHOLD_MICROS = 1_000;
    private static final String PAYER = "0x00000000000000000000000000000000000000aa";

    /**
     * What differs from a worker as it is shipped.
     *
     * @param endpoints who is asked for own figures; nobody is reached
     * @param maxKept windows of providers that are kept
     * @param partShares shares in one record of a plan
     * @param maxRecords records in one transaction
     */
    record Setup(PayoutRules rules, UsageEndpoints endpoints, int maxKept, int partShares, int maxRecords) {
        static final Setup SHIPPED = new Setup(PayoutRules.NONE, UsageEndpoints.NONE, 500_000, 5_000, 5_000);

        Setup with(PayoutRules other) {
            return new Setup(other, endpoints, maxKept, partShares, maxRecords);
        }

        Setup asking(UsageEndpoints others) {
            return new Setup(
                    new PayoutRules(rules.claims(), rules.identityRequired(), others.providers(), rules.chainIds()),
                    others,
                    maxKept,
                    partShares,
                    maxRecords);
        }

        Setup keeping(int windows) {
            return new Setup(rules, endpoints, windows, partShares, maxRecords);
        }

        Setup inPartsOf(int shares, int records) {
            return new Setup(rules, endpoints, maxKept, shares, records);
        }
    }

    private final EventSerde serde;
    private final Setup setup;
    private final LineWriter writer;
    private final ProviderFold fold = new ProviderFold(new ProviderState());
    private final List<JournalLine> journal = new ArrayList<>();
    private final List<SpecificRecord> written = new ArrayList<>();
    private final List<PayoutInstructed> inputs = new ArrayList<>();
    private int operationsToDeath = Integer.MAX_VALUE;
    private MockProducer<String, SpecificRecord> producer;
    private SettlementPublisher publisher;
    private SettlementState state;
    private CrossCheck crossCheck;
    private BatchRunner runner;
    private int told;
    private long offset;
    private long charges;

    /** The worker's process has ended in the middle of writing. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Ends its process before a send, before a commit, or behind one. */
    private final class MortalProducer extends MockProducer<String, SpecificRecord> {
        MortalProducer() {
            super(true, null, new StringSerializer(), new EventSerializer(serde));
        }

        private void operation() {
            operationsToDeath--;
            if (operationsToDeath == 0) {
                throw new Killed();
            }
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, SpecificRecord> record) {
            operation();
            return super.send(record);
        }

        @Override
        public void commitTransaction() {
            operation();
            super.commitTransaction();
            operation();
        }
    }

    SettledLog(EventSerde serde) {
        this(serde, Setup.SHIPPED);
    }

    SettledLog(EventSerde serde, Setup setup) {
        this.serde = serde;
        this.setup = setup;
        this.writer = new LineWriter(serde, TopicCatalog.PROVIDER_JOURNAL);
        producer = new MortalProducer();
        publisher = publisher();
        state = new SettlementState(1, setup.rules(), setup.maxKept());
        crossCheck = crossCheck();
        runner = runner();
        state.caughtUp();
    }

    private SettlementPublisher publisher() {
        return new SettlementPublisher(producer, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), setup.maxRecords());
    }

    private CrossCheck crossCheck() {
        return new CrossCheck(
                state,
                publisher,
                setup.endpoints(),
                new UsageTolerance(0, 0),
                RetrySchedule.parse("PT0S"),
                Clock.systemUTC());
    }

    private BatchRunner runner() {
        return new BatchRunner(
                state,
                new PayoutTerms(THRESHOLD_MICROS, Set.of()),
                publisher,
                crossCheck,
                Optional.empty(),
                setup.partShares());
    }

    /** A new worker, which knows what stands on the topics and nothing else. */
    void restart() {
        restart(0);
    }

    /** The same, which reads so many lines of the journal before the other topics and the rest behind them. */
    void restart(int linesBefore) {
        collect();
        crossCheck.close();
        producer = new MortalProducer();
        publisher = publisher();
        state = new SettlementState(1, setup.rules(), setup.maxKept());
        crossCheck = crossCheck();
        runner = runner();
        journal.subList(0, linesBefore).forEach(line -> state.line(0, line));
        written.forEach(this::read);
        journal.subList(linesBefore, journal.size()).forEach(line -> state.line(0, line));
        state.caughtUp();
    }

    /** Lets the worker read a record of its own topics. */
    void read(SpecificRecord record) {
        if (isOfPayouts(record)) {
            state.payouts(record);
        } else if (TopicCatalog.SETTLEMENT_PROVIDERS.schemas().contains(record.getSchema())) {
            state.providers(record);
        }
    }

    /** The worker dies at its n-th operation from now on, counted from 1. */
    void dieAt(int operation) {
        operationsToDeath = operation;
    }

    boolean hasDied() {
        return operationsToDeath <= 0;
    }

    int lines() {
        return journal.size();
    }

    SettlementState state() {
        return state;
    }

    /** Takes orders, at that time. */
    ProviderDesk desk(long atMs) {
        return new ProviderDesk(state, publisher, Clock.fixed(Instant.ofEpochMilli(atMs), ZoneOffset.UTC));
    }

    private static boolean isOfPayouts(SpecificRecord record) {
        return TopicCatalog.SETTLEMENT_PAYOUTS.schemas().contains(record.getSchema());
    }

    void register(String provider, String payoutAddress, long chainId, long atMs) {
        input(
                provider,
                new ProviderRegistered(
                        EventHeaders.newInputId(),
                        Addresses.fixed(provider),
                        Addresses.fixed(payoutAddress),
                        chainId,
                        new Hash32(Arrays.copyOf(BigInteger.valueOf(offset + 1).toByteArray(), 32)),
                        atMs + 60_000,
                        ByteBuffer.allocate(65)),
                atMs);
    }

    void charge(String provider, long grossNanos, long atMs) {
        charges++;
        Address20 to = Addresses.fixed(provider);
        input(
                provider,
                new UsageCharged(
                        EventHeaders.inputId(SettlementIds.event("test", "charge " + charges)),
                        to,
                        Addresses.fixed(PAYER),
                        "intent-" + charges,
                        Funding.CREDITS,
                        PayoutMode.BATCH,
                        43114L,
                        List.of(new Draw(43114L, grossNanos)),
                        0L,
                        10L,
                        5L,
                        0,
                        charges),
                atMs);
    }

    void tick(long windowEndMs, long atMs) {
        input(
                TopicCatalog.BROADCAST_KEY,
                new WindowTick(EventHeaders.inputId(SettlementIds.tick(windowEndMs, 0, 0)), windowEndMs),
                atMs);
    }

    private void input(String key, SpecificRecord event, long atMs) {
        InputSource source = new InputSource(key, 0, 1, offset, atMs);
        fold.fold(source, InputDecoder.provider(event)).lines().forEach(line -> {
            if (serde.deserialize(writer.line(line, 0, offset)) instanceof JournalLine avro) {
                journal.add(avro);
                state.line(0, avro);
            }
        });
        offset++;
    }

    /** Lets the worker take what providers have answered. */
    void check() {
        crossCheck.step();
        collect();
    }

    /** Lets the worker do what is due. */
    void step() {
        runner.step();
        collect();
    }

    private void collect() {
        for (ProducerRecord<String, SpecificRecord> record : producer.history()) {
            if (record.topic().equals(TopicCatalog.PROVIDER_INPUTS.name())
                    && record.value() instanceof PayoutInstructed instruction) {
                inputs.add(instruction);
            } else {
                written.add(record.value());
            }
        }
        producer.clear();
    }

    /** Lets the fold take the instructions that it has not seen, and the chain pay them. */
    void pay(long atMs) {
        List<PayoutInstructed> instructions = instructions();
        for (PayoutInstructed instruction : instructions.subList(told, instructions.size())) {
            input(Addresses.text(instruction.getProvider()), instruction, atMs);
            confirm(instruction, TransferStatus.FINAL, atMs);
        }
        told = instructions.size();
        step();
    }

    /** What the chain says of a payout. */
    void confirm(PayoutInstructed instruction, TransferStatus status, long atMs) {
        input(
                Addresses.text(instruction.getProvider()),
                new PayoutConfirmed(
                        EventHeaders.inputId(
                                SettlementIds.event("test", status + " " + instruction.getPayoutId() + " " + offset)),
                        instruction.getProvider(),
                        instruction.getPayoutId(),
                        status,
                        instruction.getChainId(),
                        null,
                        null),
                atMs);
    }

    /** What the ledger was told, as often as it was. */
    List<PayoutInstructed> inputs() {
        collect();
        return List.copyOf(inputs);
    }

    /** Each once, in their order. */
    List<PayoutInstructed> instructions() {
        return written.stream()
                .filter(PayoutInstructed.class::isInstance)
                .map(PayoutInstructed.class::cast)
                .distinct()
                .toList();
    }

    /** How much was written on the worker's own topics. */
    int records() {
        collect();
        return written.size();
    }

    /** The same, as often as it was written. */
    List<SpecificRecord> saidOfBatches() {
        return written.stream().filter(SettledLog::isOfPayouts).toList();
    }

    /** All that was written about batches, each once. */
    List<SpecificRecord> batches() {
        return written.stream().filter(SettledLog::isOfPayouts).distinct().toList();
    }

    /** What providers used in their windows, as often as it was written. */
    List<ProviderUsage> usages() {
        collect();
        return written.stream()
                .filter(ProviderUsage.class::isInstance)
                .map(ProviderUsage.class::cast)
                .toList();
    }

    long paidMicros() {
        return instructions().stream()
                .mapToLong(PayoutInstructed::getAmountMicros)
                .sum();
    }

    /** What the windows counted as net, nano-USDC. */
    long netNanos() {
        return state.windows().stream()
                .flatMap(w -> state.providers(w.windowEndMs()).stream())
                .mapToLong(w -> w.entry().getNetNanos() - w.entry().getMinimumFeeNanos())
                .sum();
    }

    Optional<ProviderView> provider(String provider) {
        return state.provider(provider);
    }

    @Override
    public void close() {
        crossCheck.close();
    }
}
