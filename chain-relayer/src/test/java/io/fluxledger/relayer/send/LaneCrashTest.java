package io.fluxledger.relayer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.TransactionState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens outside and whenever the process dies: each command takes effect exactly once, or never and says so. */
class LaneCrashTest {
    private static final int CONFIRMATIONS = 2;
    private static final LaneSettings SETTINGS =
            new LaneSettings(CONFIRMATIONS, 4, 3_000, 6_000, 10, BigInteger.valueOf(1_000));

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.05, 0.2})
    void everyCommandEndsOnceUnderCrashes(double crashChance) {
        for (long seed = 0; seed < 150; seed++) {
            run(seed, crashChance);
        }
    }

    @Test
    void theModelCanFail() {
        LaneModel model = LaneModel.reliable();
        Lane lane = new Lane(SETTINGS);
        lane.accept(LaneModel.command("a", CommandKind.PAYOUT, "", 0));
        for (int i = 0; i < 200 && lane.openCommands() > 0; i++) {
            LaneRound.run(lane, model);
            model.pass(CONFIRMATIONS);
        }
        assertThat(model.executed()).containsExactly(java.util.Map.entry("a", 1));
        // A lane that has lost its record pays again: that is what the record is for.
        Lane forgetful = new Lane(SETTINGS);
        forgetful.accept(LaneModel.command("a", CommandKind.PAYOUT, "", 0));
        for (int i = 0; i < 200 && forgetful.openCommands() > 0; i++) {
            LaneRound.run(forgetful, model);
            model.pass(CONFIRMATIONS);
        }
        assertThat(model.executed()).containsExactly(java.util.Map.entry("a", 2));
    }

    private static void run(long seed, double crashChance) {
        Random random = new Random(seed);
        LaneModel model = new LaneModel(seed, crashChance);
        List<ChainCommand> commands = commands(random, model);
        int from = 0;
        int arrived = 0;
        Lane lane = new Lane(SETTINGS);
        for (int step = 0; step < 20_000 && from < commands.size(); step++) {
            try {
                if (arrived < commands.size() && random.nextInt(3) == 0) {
                    lane.accept(commands.get(arrived++));
                }
                LaneRound.run(lane, model);
                while (from < arrived && !lane.isOpen(commands.get(from).getCommandId())) {
                    from++;
                }
            } catch (LaneModel.Crash crash) {
                lane = new Lane(SETTINGS);
                model.durable.values().forEach(lane::restore);
                arrived = from;
            }
            model.pass(CONFIRMATIONS);
        }
        String run = "seed " + seed + ", crash chance " + crashChance;
        assertThat(from).as(run).isEqualTo(commands.size());
        for (ChainCommand command : commands) {
            check(model, command, run + ", command " + command.getCommandId());
        }
    }

    private static List<ChainCommand> commands(Random random, LaneModel model) {
        List<ChainCommand> commands = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String dependsOn = i > 0 && random.nextInt(3) == 0 ? "c" + random.nextInt(i) : "";
            long notAfterS = random.nextInt(4) == 0 ? 1_000 + random.nextInt(60) : 0;
            commands.add(LaneModel.command("c" + i, CommandKind.PAYOUT, dependsOn, notAfterS));
            if (random.nextInt(6) == 0) {
                model.failOnChain("c" + i);
            }
        }
        return commands;
    }

    private static void check(LaneModel model, ChainCommand command, String description) {
        String id = command.getCommandId();
        ChainTransaction saved = Objects.requireNonNull(model.durable.get(id), description);
        boolean succeeded = saved.getState() == TransactionState.FINAL;
        assertThat(succeeded || saved.getState() == TransactionState.FAILED)
                .as("%s is %s", description, saved.getState())
                .isTrue();
        assertThat(model.executed().getOrDefault(id, 0)).as(description).isEqualTo(succeeded ? 1 : 0);
        assertThat(model.announced.get(id))
                .as(description)
                .isNotEmpty()
                .allMatch(outcome -> outcome.succeeded() == succeeded);
    }
}
