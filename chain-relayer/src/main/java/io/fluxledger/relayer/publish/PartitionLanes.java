package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.relayer.chain.CommandSender;
import io.fluxledger.relayer.send.Lane;
import io.fluxledger.relayer.send.LaneAlarm;
import io.fluxledger.relayer.send.LaneSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lanes whose commands are in one partition. */
final class PartitionLanes implements AutoCloseable {
    /**
     * One lane as it is configured.
     *
     * @param sender reaches its chain with its key
     */
    record Configured(LaneSettings settings, CommandSender sender) {}

    private static final Logger LOG = LoggerFactory.getLogger(PartitionLanes.class);

    private final Map<String, Configured> configured;
    private final InputPublisher inputs;
    private final CommandTraces traces;
    private final Duration pollInterval;
    private final LaneJournal journal;
    private final OffsetTracker offsets = new OffsetTracker();
    private final Map<String, Lane> restored = new HashMap<>();
    private final ParkedLanes parked = new ParkedLanes();
    private final Map<String, LaneWorker> workers = new HashMap<>();

    /** @param configured lanes by their key */
    PartitionLanes(
            KafkaClients clients,
            Clock clock,
            int partition,
            Map<String, Configured> configured,
            InputPublisher inputs,
            CommandTraces traces,
            Duration pollInterval) {
        this.configured = configured;
        this.inputs = inputs;
        this.pollInterval = pollInterval;
        this.traces = traces;
        this.journal = new LaneJournal(clients, clock, partition, traces);
        journal.readAll(saved -> {
            Configured lane = configured.get(key(saved));
            if (lane == null) {
                parked.restore(key(saved), saved);
            } else {
                lane(key(saved)).restore(saved);
                lane.sender().restore(saved);
            }
        });
    }

    void add(ChainCommand command, long offset) {
        String lane = JournalPlanner.lane(command);
        if (configured.containsKey(lane)) {
            offsets.arrived(command.getCommandId(), offset);
            worker(lane).add(command);
        } else if (parked.waits(lane, command)) {
            LOG.error(
                    "{} {} waits: nothing is configured for lane {}", command.getKind(), command.getCommandId(), lane);
            offsets.arrived(command.getCommandId(), offset);
        } else {
            traces.ended(command.getCommandId());
            offsets.passed(offset);
        }
    }

    /** Passes over a record that is no command. */
    void skip(long offset) {
        offsets.passed(offset);
    }

    /** Where to begin after a crash, -1 while nothing has arrived. */
    long safeOffset() {
        workers.values().forEach(LaneWorker::check);
        return offsets.safeOffset();
    }

    int openCommands() {
        return parked.openCommands()
                + workers.values().stream().mapToInt(LaneWorker::openCommands).sum();
    }

    /** What a person must look at, by lane. */
    Map<String, List<LaneAlarm>> alarms() {
        Map<String, List<LaneAlarm>> all = parked.alarms();
        workers.forEach((key, worker) -> {
            if (!worker.alarms().isEmpty()) {
                all.put(key, worker.alarms());
            }
        });
        return all;
    }

    private LaneWorker worker(String key) {
        return workers.computeIfAbsent(key, k -> {
            LaneWorker worker =
                    new LaneWorker(k, lane(k), configured(k).sender(), journal, inputs, this::ended, pollInterval);
            worker.start();
            return worker;
        });
    }

    private void ended(String commandId) {
        offsets.ended(commandId);
        traces.ended(commandId);
    }

    private Lane lane(String key) {
        return restored.computeIfAbsent(key, k -> new Lane(configured(k).settings()));
    }

    private Configured configured(String key) {
        Configured lane = configured.get(key);
        if (lane == null) {
            throw new IllegalStateException("No chain and key are configured for the lane " + key);
        }
        return lane;
    }

    private static String key(ChainTransaction saved) {
        return saved.getChainId() + ":0x"
                + HexFormat.of().formatHex(saved.getSigner().bytes());
    }

    @Override
    public void close() {
        workers.values().forEach(LaneWorker::close);
        journal.close();
    }
}
