package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.relayer.chain.CommandSender;
import io.fluxledger.relayer.send.Lane;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneEvent;
import io.fluxledger.relayer.send.LaneOutside;
import io.fluxledger.relayer.send.LaneRound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of one lane. A slow chain holds up nobody but its own lanes. */
final class LaneWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LaneWorker.class);

    private final String name;
    private final Lane lane;
    private final LaneOutside outside;
    private final OffsetTracker offsets;
    private final Duration pollInterval;
    private final BlockingQueue<ChainCommand> arrivals = new LinkedBlockingQueue<>();
    private final List<String> accepted = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;

    LaneWorker(
            String name,
            Lane lane,
            CommandSender sender,
            LaneJournal journal,
            InputPublisher inputs,
            OffsetTracker offsets,
            Duration pollInterval) {
        this.name = name;
        this.lane = lane;
        this.outside = new Outside(sender, journal, inputs);
        this.offsets = offsets;
        this.pollInterval = pollInterval;
        this.thread = Thread.ofPlatform().name("lane-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void add(ChainCommand command) {
        arrivals.add(command);
    }

    /** @throws IllegalStateException when the lane has stopped by itself */
    void check() {
        RuntimeException why = failure;
        if (why != null) {
            throw new IllegalStateException("Lane " + name + " stopped", why);
        }
    }

    private void run() {
        try {
            while (!stopping) {
                ChainCommand arrived = arrivals.poll(pollInterval.toMillis(), TimeUnit.MILLISECONDS);
                while (arrived != null) {
                    lane.accept(arrived);
                    accepted.add(arrived.getCommandId());
                    arrived = arrivals.poll();
                }
                if (lane.openCommands() > 0) {
                    LaneRound.run(lane, outside);
                    accepted.removeIf(this::isEnded);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.info("Lane {} was interrupted", name);
        } catch (RuntimeException e) {
            failure = e;
            LOG.error("Lane {} stopped", name, e);
        }
    }

    private boolean isEnded(String commandId) {
        if (lane.isOpen(commandId)) {
            return false;
        }
        offsets.ended(commandId);
        return true;
    }

    @Override
    public void close() {
        stopping = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Outside(CommandSender sender, LaneJournal journal, InputPublisher inputs) implements LaneOutside {
        @Override
        public LaneEvent head() {
            return sender.head();
        }

        @Override
        public LaneEvent perform(LaneAction action) {
            if (action instanceof LaneAction.Announce(var command, var outcome)) {
                inputs.announce(command, outcome);
                return new LaneEvent.Announced(command.getCommandId());
            }
            return sender.perform(action);
        }

        @Override
        public void save(List<Lane.Change> changes) {
            journal.save(changes);
        }
    }
}
