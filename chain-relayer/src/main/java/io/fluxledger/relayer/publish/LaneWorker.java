package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.relayer.chain.CommandSender;
import io.fluxledger.relayer.send.Lane;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneAlarm;
import io.fluxledger.relayer.send.LaneEvent;
import io.fluxledger.relayer.send.LaneOutside;
import io.fluxledger.relayer.send.LaneRound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of one lane. A slow chain holds up nobody but its own lanes. */
final class LaneWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LaneWorker.class);
    /** A lane that only watches looks at its chain less often. */
    private static final int WATCH_INTERVALS = 5;

    private final String name;
    private final Lane lane;
    private final LaneOutside outside;
    private final Consumer<String> ended;
    private final Duration pollInterval;
    private final BlockingQueue<ChainCommand> arrivals = new LinkedBlockingQueue<>();
    private final Set<LaneAlarm.Kind> raised = EnumSet.noneOf(LaneAlarm.Kind.class);
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;
    private volatile int open;
    private volatile List<LaneAlarm> alarms = List.of();

    /** @param ended told of commands that nothing will happen to any more */
    LaneWorker(
            String name,
            Lane lane,
            CommandSender sender,
            LaneJournal journal,
            InputPublisher inputs,
            Consumer<String> ended,
            Duration pollInterval) {
        this.name = name;
        this.lane = lane;
        this.outside = new Outside(sender, journal, inputs);
        this.ended = ended;
        this.pollInterval = pollInterval;
        this.thread = Thread.ofPlatform().name("lane-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void add(ChainCommand command) {
        arrivals.add(command);
    }

    /** Commands whose outcome is not out yet. */
    int openCommands() {
        return open + arrivals.size();
    }

    /** What a person must look at, as of the last round. */
    List<LaneAlarm> alarms() {
        return alarms;
    }

    /** @throws IllegalStateException when the lane has stopped by itself */
    void check() {
        RuntimeException why = failure;
        if (why != null) {
            throw new IllegalStateException("Lane " + name + " stopped", why);
        }
    }

    private void run() {
        boolean more = false;
        try {
            while (!stopping) {
                long pauseMs = pollInterval.toMillis() * (lane.openCommands() > 0 ? 1 : WATCH_INTERVALS);
                ChainCommand arrived = arrivals.poll(more ? 0 : pauseMs, TimeUnit.MILLISECONDS);
                while (arrived != null) {
                    lane.accept(arrived);
                    open = lane.openCommands();
                    arrived = arrivals.poll();
                }
                more = false;
                if (lane.isBusy()) {
                    more = LaneRound.run(lane, outside);
                    lane.takeClosed().forEach(ended);
                    open = lane.openCommands();
                    raise(lane.alarms());
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

    private void raise(List<LaneAlarm> current) {
        Set<LaneAlarm.Kind> before = EnumSet.copyOf(raised);
        raised.clear();
        for (LaneAlarm alarm : current) {
            if (raised.add(alarm.kind()) && !before.contains(alarm.kind())) {
                LOG.warn("Lane {}: {}: {}", name, alarm.kind(), alarm.detail());
            }
        }
        before.removeAll(raised);
        before.forEach(over -> LOG.info("Lane {}: {} is over", name, over));
        alarms = List.copyOf(current);
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
        public LaneEvent head(long anchorBlock) {
            return sender.head(anchorBlock);
        }

        @Override
        public @Nullable Set<String> prepare(Stream<ChainCommand> next) {
            return sender.prepare(next);
        }

        @Override
        public List<LaneEvent> perform(List<LaneAction> actions) {
            List<LaneAction.Announce> news = new ArrayList<>();
            for (LaneAction action : actions) {
                if (action instanceof LaneAction.Announce announce) {
                    news.add(announce);
                }
            }
            List<LaneEvent> events = new ArrayList<>(inputs.announce(news));
            if (news.size() < actions.size()) {
                events.addAll(sender.perform(actions));
            }
            return events;
        }

        @Override
        public List<LaneEvent> sent() {
            return sender.sent();
        }

        @Override
        public void save(List<Lane.Change> changes) {
            journal.save(changes);
        }
    }
}
