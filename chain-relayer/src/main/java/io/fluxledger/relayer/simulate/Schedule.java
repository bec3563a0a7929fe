package io.fluxledger.relayer.simulate;

import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionState;
import io.fluxledger.relayer.send.Announcement;
import io.fluxledger.relayer.send.Lane;
import io.fluxledger.relayer.send.LaneRound;
import io.fluxledger.relayer.send.LaneSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One run of a lane from a seed: a time of faults, then a calm in which everything has to come to its end. The same seed gives
 * the same run.
 */
public final class Schedule {
    private static final int CALM_STEPS = 4_000;
    private static final int DEEP_REORGS = 2;
    private static final int STRANGERS = 3;

    /**
     * How a schedule ended.
     *
     * @param violation what was broken; null for nothing
     * @param trace what happened, empty unless asked for
     */
    public record Result(long seed, int steps, @Nullable String violation, List<String> trace) {
        /** Seed, violation and trace for a person. */
        public String report() {
            return "schedule " + seed + " after " + steps + " steps: " + violation + "\n" + String.join("\n", trace);
        }
    }

    private final SplittableRandom random;
    private final LaneSettings settings;
    private final Faults faults;
    private final SimulatedChain chain;
    private final SimulatedEffects effects = new SimulatedEffects();
    private final SimulatedOutside outside;
    private final Trace trace;
    private final List<SimulatedCommand> commands = new ArrayList<>();
    private final Set<String> closed = new HashSet<>();
    private Lane lane;
    private int arrived;
    private int from;
    private int deepReorgs;
    private int strangers;
    private int spikeSteps;
    private int steps;

    private Schedule(long seed, Trace trace) {
        this.trace = trace;
        random = new SplittableRandom(seed);
        settings = Faults.settings(random);
        faults = Faults.draw(random);
        chain = new SimulatedChain(random, settings.confirmations());
        outside = new SimulatedOutside(random, chain, effects, faults, trace);
        lane = new Lane(settings);
        trace.add("seed " + seed + " " + settings + " " + faults);
        draw();
    }

    /** Runs the schedule of that seed; one that violates is run again to record what happened. */
    public static Result run(long seed) {
        Result result = run(seed, false);
        return result.violation() == null ? result : run(seed, true);
    }

    /** Runs the schedule of that seed and records what happens. */
    public static Result traced(long seed) {
        return run(seed, true);
    }

    private static Result run(long seed, boolean traced) {
        Trace trace = new Trace(traced);
        Schedule schedule = new Schedule(seed, trace);
        String violation = null;
        try {
            schedule.play();
            schedule.check();
        } catch (ViolationException e) {
            violation = e.getMessage();
        } catch (RuntimeException e) {
            violation =
                    e + " at " + List.of(e.getStackTrace()).stream().limit(6).toList();
        }
        return new Result(seed, schedule.steps, violation, trace.lines());
    }

    private void draw() {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            String dependsOn = i > 0 && random.nextInt(4) == 0 ? "c" + random.nextInt(i) : null;
            long startS = outside.nowMs / 1_000;
            long notAfterS = random.nextInt(3) == 0 ? startS + random.nextInt(150) : 0;
            boolean reverts = random.nextInt(5) == 0;
            long revertsFromS = reverts ? startS + random.nextInt(150) : Long.MAX_VALUE;
            boolean open = !reverts && notAfterS == 0 && dependsOn == null && random.nextInt(5) == 0;
            SimulatedCommand command = new SimulatedCommand(
                    SimulatedCommand.command("c" + i, dependsOn, notAfterS), revertsFromS, random.nextBoolean(), open);
            commands.add(command);
            effects.add(command);
        }
    }

    private void play() {
        int chaos = 30 + random.nextInt(100);
        for (int i = 0; i < chaos; i++) {
            step(true);
        }
        trace.add("calm");
        outside.faults = Faults.NONE;
        chain.baseFeeWei = 7;
        for (int i = 0; from < commands.size(); i++) {
            if (i > CALM_STEPS) {
                throw new ViolationException(
                        "not at its end: " + commands.get(from).id());
            }
            step(false);
        }
    }

    private void step(boolean chaos) {
        steps++;
        try {
            if (arrived < commands.size() && (!chaos || random.nextInt(3) == 0)) {
                lane.accept(commands.get(arrived++).command());
            }
            boolean _ = LaneRound.run(lane, outside);
            closed.addAll(lane.takeClosed());
            while (from < arrived && closed.contains(commands.get(from).id())) {
                from++;
            }
        } catch (SimulatedCrashException e) {
            lane = new Lane(settings);
            outside.durable.values().forEach(lane::restore);
            // Commands are read again from the oldest one that was not closed, the closed ones behind it too.
            arrived = from;
            closed.clear();
        }
        outside.nowMs += 1 + random.nextInt(chaos ? 4_000 : 1_500);
        chain.arrive(outside.nowMs);
        if (chaos) {
            disturb();
        }
        long timeS = outside.nowMs / 1_000;
        int blocks = chaos ? random.nextInt(3) : 1;
        for (int i = 0; i < blocks; i++) {
            chain.mine(timeS, chaos ? random.nextInt(5) : 100, chaos ? byOthers() : Map.of());
        }
    }

    private boolean happens(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }

    private void disturb() {
        long timeS = outside.nowMs / 1_000;
        if (happens(faults.spike())) {
            spikeSteps = 1 + random.nextInt(12);
            chain.baseFeeWei = 20L + random.nextInt(1_500);
        } else if (--spikeSteps <= 0) {
            chain.baseFeeWei = 7;
        }
        chain.forgetSome(happens(faults.loss()));
        if (strangers < STRANGERS && happens(faults.stranger())) {
            strangers++;
            trace.add("a stranger uses nonce " + chain.head().nonceAfter());
            chain.mineStranger(timeS);
        }
        if (settings.confirmations() > 1 && happens(faults.reorg())) {
            reorganise(1 + random.nextInt(settings.confirmations() - 1), timeS);
        }
        if (deepReorgs < DEEP_REORGS && happens(faults.deepReorg())) {
            deepReorgs++;
            reorganise(settings.confirmations() + random.nextInt(settings.watchBlocks() - 1), timeS);
        }
    }

    private void reorganise(int depth, long timeS) {
        boolean backToPool = random.nextBoolean();
        trace.add("reorganisation of " + depth + " blocks" + (backToPool ? "" : ", forgetting"));
        chain.reorganise(depth, backToPool, timeS);
    }

    /** Some other sender executes what is open to all. */
    private Map<String, Hash32> byOthers() {
        Map<String, Hash32> done = new HashMap<>();
        for (SimulatedCommand command : commands) {
            if (command.openToOthers()
                    && random.nextInt(40) == 0
                    && effects.executions(command.id(), chain.blocks()) == 0) {
                trace.add("another sender executes " + command.id());
                done.put(command.id(), chain.newHash());
            }
        }
        return done;
    }

    private void check() {
        for (SimulatedCommand command : commands) {
            String id = command.id();
            ChainTransaction saved = outside.durable.get(id);
            Announcement.Stage told = outside.news.last(id);
            if (told != outside.confirmed.get(id)) {
                throw new ViolationException(
                        id + " was announced as " + told + " and confirmed as " + outside.confirmed.get(id));
            }
            int executions = effects.executions(id, chain.blocks());
            boolean succeeded = saved != null && saved.getState() == TransactionState.FINAL;
            boolean failed = saved != null && saved.getState() == TransactionState.FAILED;
            String state = saved == null ? "unknown" : saved.getState().name();
            if (!succeeded && !failed) {
                throw new ViolationException(id + " ended as " + state);
            }
            // What is open to all can be executed by another after it was given up here: the treasury's watch finds
            // that money.
            boolean byAnother = failed && command.openToOthers() && effects.own(id, chain.blocks()) == 0;
            if (executions != (succeeded ? 1 : 0) && !byAnother) {
                throw new ViolationException(id + " is " + state + " and took effect " + executions + " times");
            }
            if (told != (succeeded ? Announcement.Stage.FINAL : Announcement.Stage.FAILED)) {
                throw new ViolationException(id + " is " + state + " and was last announced as " + told);
            }
        }
    }
}
