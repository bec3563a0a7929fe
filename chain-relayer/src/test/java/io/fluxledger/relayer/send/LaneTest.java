package io.fluxledger.relayer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Scripts of a lane: a line is what happens, then {@code =>} and what is due. Changes are saved after every line but
 * {@code unsaved} ones. Head: now in seconds, block, mined nonce, final nonce, base fee.
 */
class LaneTest {
    private static final LaneSettings SETTINGS = new LaneSettings(2, 2, 5_000, 30_000, 10, BigInteger.valueOf(1_000));
    private static final String PLAN_TO_FINAL = """
        command a                 =>
        head 0 10 5 5 7           => preflight a
        passed a                  => sign a nonce 5 max 15 tip 1
        unsaved signed a 5 15 1   =>
        saved                     => send a#1
        sent a                    =>
        head 1 11 6 5 7           => lookup a
        mined a#1 11 ok           =>
        head 2 12 6 6 7           => lookup a
        unsaved mined a#1 11 ok   =>
        saved                     => announce a ok
        announced a               =>
        head 3 13 6 6 7           =>
        """;
    private final Lane lane = new Lane(SETTINGS);
    private final Map<String, ChainTransaction> saved = new HashMap<>();
    private int hashes;

    @Test
    void fromPlanToFinal() {
        play(lane, PLAN_TO_FINAL);
        assertThat(states()).isEqualTo("a FINAL 5");
    }

    @Test
    void failures() {
        play(lane, """
            command a                 =>
            head 0 10 5 5 7           => preflight a
            unsaved reverts a         =>
            saved                     => announce a failed: no money
            announced a               =>
            command b                 => preflight b
            passed b                  => sign b nonce 5 max 15 tip 1
            signed b 5 15 1           => send b#1
            sent b                    =>
            head 1 11 6 5 7           => lookup b
            mined b#1 11 reverted     =>
            head 2 12 6 6 7           => lookup b
            mined b#1 11 reverted     => announce b failed: reverted
            """);
        assertThat(states()).isEqualTo("a FAILED -1, b FAILED 5");
    }

    @Test
    void anotherSenderWasQuicker() {
        play(lane, """
            command a                 =>
            head 0 10 5 5 7           => preflight a
            other a 10                =>
            head 1 11 5 5 7           => preflight a
            other a 10                => announce a ok
            announced a               =>
            """);
        assertThat(states()).isEqualTo("a FINAL -1");
    }

    @Test
    void itsLastMomentHoldsOnlyWhatWasNeverSigned() {
        play(lane, """
            command a before 60       =>
            command b before 60       =>
            head 0 10 5 5 7           => preflight a
            passed a                  => sign a nonce 5 max 15 tip 1
            signed a 5 15 1           => send a#1, preflight b
            head 60 11 5 5 7          => lookup a
            absent a                  => send a#1, announce b failed: not sent before 60
            """);
        assertThat(states()).isEqualTo("a SIGNED 5, b FAILED -1");
    }

    @Test
    void whatWaitsDoesNotHoldBackTheRest() {
        play(lane, """
            command a                 =>
            command b after a         =>
            command c                 =>
            head 0 10 5 5 7           => preflight a
            passed a                  => sign a nonce 5 max 15 tip 1
            signed a 5 15 1           => send a#1, preflight c
            passed c                  => send a#1, sign c nonce 6 max 15 tip 1
            signed c 6 15 1           => send a#1, send c#1
            sent a                    => send c#1
            sent c                    =>
            head 2 12 6 5 7           => lookup a, lookup c
            mined a#1 11 ok           => lookup c
            absent c                  => announce a ok, preflight b using a#1
            """);
    }

    @Test
    void aLostDependencyIsMootExceptForTheVoidAfterACapture() {
        play(lane, """
            command a                 =>
            command b after a         =>
            head 0 10 5 5 7           => preflight a
            unsaved reverts a         =>
            saved                     =>
            saved                     => announce a failed: no money, announce b moot: a failed
            announced a               => announce b moot: a failed
            announced b               =>
            capture x:ESCROW_CAPTURE  => preflight x:ESCROW_CAPTURE
            void v after x:ESCROW_CAPTURE => preflight x:ESCROW_CAPTURE
            reverts x:ESCROW_CAPTURE  => announce x:ESCROW_CAPTURE failed: no money, preflight v
            """);
    }

    @Test
    void theSameBytesAgainThenHigherFeesUpToTheCap() {
        play(lane, """
            command a                 =>
            head 0 10 5 5 7           => preflight a
            passed a                  => sign a nonce 5 max 15 tip 1
            signed a 5 15 1           => send a#1
            sent a                    =>
            head 4 14 5 5 7           => lookup a
            absent a                  =>
            head 5 15 5 5 7           => lookup a
            absent a                  => send a#1
            sent a                    =>
            head 30 40 5 5 7          => lookup a
            absent a                  => send a#1, bump a nonce 5 max 17 tip 2
            signed a 5 17 2           => send a#2
            sent a                    =>
            head 60 70 5 5 400        => lookup a
            absent a                  => send a#2, bump a nonce 5 max 801 tip 3
            signed a 5 950 3          => send a#3
            sent a                    =>
            head 90 99 5 5 400        => lookup a
            absent a                  => send a#3
            sent a                    =>
            head 91 100 6 5 400       => lookup a
            mined a#2 100 ok          =>
            """);
        assertThat(states()).isEqualTo("a MINED 5");
    }

    @Test
    void aReorganisationIsFollowedByTheSameBytes() {
        play(lane, """
            command a                 =>
            head 0 10 5 5 7           => preflight a
            passed a                  => sign a nonce 5 max 15 tip 1
            signed a 5 15 1           => send a#1
            sent a                    =>
            head 1 11 6 5 7           => lookup a
            mined a#1 11 ok           =>
            head 2 11 5 5 7           => lookup a
            absent a                  => send a#1
            sent a                    =>
            head 3 12 6 5 7           => lookup a
            mined a#1 12 ok           =>
            """);
        assertThat(states()).isEqualTo("a MINED 5");
    }

    @Test
    void aNonceThatAStrangerUsedForGoodIsGivenUp() {
        play(lane, """
            command a                 =>
            head 0 10 5 5 7           => preflight a
            passed a                  => sign a nonce 5 max 15 tip 1
            signed a 5 15 1           => send a#1
            sent a                    =>
            head 1 11 6 6 7           => lookup a
            absent a                  =>
            head 2 12 6 6 7           => lookup a
            absent a                  =>
            head 3 13 6 6 7           => lookup a
            unsaved absent a          =>
            saved                     => preflight a
            passed a                  => sign a nonce 6 max 15 tip 1
            """);
        assertThat(states()).isEqualTo("a REPLACED -1");
    }

    @Test
    void afterARestartNoNonceIsGivenTwiceAndTheSavedBytesAreSent() {
        play(lane, """
            command a                 =>
            head 0 10 5 5 7           => preflight a
            passed a                  => sign a nonce 5 max 15 tip 1
            signed a 5 15 1           => send a#1
            """);
        Lane next = new Lane(SETTINGS);
        saved.values().forEach(next::restore);
        play(next, """
            command b                 =>
            head 1 11 5 5 7           => preflight b
            passed b                  => sign b nonce 6 max 15 tip 1
            command a                 => lookup a
            absent a                  => send a#1, sign b nonce 6 max 15 tip 1
            """);
    }

    @Test
    void anOutcomeThatWasSavedButPerhapsNotAnnouncedIsAnnouncedAgain() {
        play(lane, PLAN_TO_FINAL);
        Lane next = new Lane(SETTINGS);
        saved.values().forEach(next::restore);
        play(next, """
            command a                 =>
            head 9 19 6 6 7           => lookup a
            mined a#1 11 ok           => announce a ok
            announced a               =>
            """);
        assertThat(next.openCommands()).isZero();
    }

    @Test
    void anUnreachableNodeEndsTheRound() {
        play(lane, """
            command a                 =>
            head 0 10 5 5 7           => preflight a
            unreachable               =>
            head 1 11 5 5 7           => preflight a
            """);
    }

    private final Map<String, TransactionAttempt> attempts = new HashMap<>();

    private void play(Lane on, String script) {
        for (String line : script.lines().toList()) {
            String[] parts = line.split("=>", -1);
            String happens = parts[0].strip();
            boolean save = !happens.startsWith("unsaved ");
            apply(on, (save ? happens : happens.substring("unsaved ".length())).split(" +"));
            if (save) {
                save(on);
            }
            assertThat(on.due().stream().map(this::text).collect(Collectors.joining(", ")))
                    .as(line)
                    .isEqualTo(parts[1].strip());
        }
    }

    private void save(Lane on) {
        on.unsaved().forEach(change -> saved.put(change.transaction().getCommandId(), change.transaction()));
        on.saved();
    }

    private void apply(Lane on, String[] w) {
        switch (w[0]) {
            case "saved" -> {}
            case "command", "capture", "void" -> {
                CommandKind kind = switch (w[0]) {
                    case "capture" -> CommandKind.ESCROW_CAPTURE;
                    case "void" -> CommandKind.ESCROW_VOID;
                    default -> CommandKind.PAYOUT;
                };
                String dependsOn = w.length > 3 && w[2].equals("after") ? w[3] : "";
                long before = w.length > 3 && w[2].equals("before") ? Long.parseLong(w[3]) : 0;
                on.accept(LaneModel.command(w[1], kind, dependsOn, before));
            }
            case "head" ->
                on.on(new LaneEvent.HeadSeen(
                        Long.parseLong(w[1]) * 1_000,
                        Long.parseLong(w[2]),
                        Long.parseLong(w[1]),
                        new BigInteger(w[5]),
                        BigInteger.ONE,
                        Long.parseLong(w[3]),
                        Long.parseLong(w[4])));
            case "passed" -> on.on(new LaneEvent.PreflightPassed(w[1], BigInteger.TEN));
            case "reverts" -> on.on(new LaneEvent.PreflightReverted(w[1], "no money"));
            case "signed" -> on.on(new LaneEvent.AttemptSigned(w[1], Long.parseLong(w[2]), attempt(w)));
            case "sent" -> on.on(new LaneEvent.Broadcast(w[1]));
            case "mined" -> on.on(mined(w));
            case "other" -> {
                Hash32 any = new Hash32(new byte[32]);
                long block = Long.parseLong(w[2]);
                on.on(new LaneEvent.Mined(w[1], new MinedTransaction(any, block, any, true, 0, 5, 0, "")));
            }
            case "absent" -> on.on(new LaneEvent.NotMined(w[1]));
            case "announced" -> on.on(new LaneEvent.Announced(w[1]));
            case "unreachable" -> on.on(new LaneEvent.Unreachable("test"));
            default -> throw new IllegalArgumentException(String.join(" ", w));
        }
    }

    private TransactionAttempt attempt(String[] w) {
        byte[] hash = ByteBuffer.allocate(32).putInt(++hashes).array();
        long nowMs = attempts.keySet().stream()
                        .filter(name -> name.startsWith(w[1] + "#"))
                        .count()
                * 30_000;
        TransactionAttempt attempt = TransactionAttempt.newBuilder()
                .setTransactionHash(new Hash32(hash))
                .setRaw(ByteBuffer.wrap(hash))
                .setMaxFeePerGasWei(w[3])
                .setMaxPriorityFeePerGasWei(w[4])
                .setSignedAtMs(nowMs)
                .build();
        int number = 1;
        while (attempts.containsKey(w[1] + "#" + number)) {
            number++;
        }
        attempts.put(w[1] + "#" + number, attempt);
        return attempt;
    }

    private LaneEvent mined(String[] w) {
        TransactionAttempt attempt = java.util.Objects.requireNonNull(attempts.get(w[1]), w[1]);
        boolean ok = w[3].equals("ok");
        Hash32 block = new Hash32(
                ByteBuffer.allocate(32).putInt(Integer.parseInt(w[2])).array());
        return new LaneEvent.Mined(
                w[1].substring(0, w[1].indexOf('#')),
                new MinedTransaction(
                        attempt.getTransactionHash(),
                        Long.parseLong(w[2]),
                        block,
                        ok,
                        21_000,
                        5,
                        0,
                        ok ? "" : "reverted"));
    }

    private String name(Hash32 hash) {
        return attempts.entrySet().stream()
                .filter(entry -> entry.getValue().getTransactionHash().equals(hash))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private String text(LaneAction action) {
        return switch (action) {
            case LaneAction.LookUp lookUp -> "lookup " + lookUp.command().getCommandId();
            case LaneAction.Preflight preflight ->
                "preflight " + preflight.command().getCommandId()
                        + (preflight.dependencyHash() == null ? "" : " using " + name(preflight.dependencyHash()));
            case LaneAction.Sign sign ->
                "sign " + sign.command().getCommandId() + " nonce " + sign.nonce() + " max "
                        + sign.fees().maxFeeWei() + " tip " + sign.fees().priorityFeeWei();
            case LaneAction.Bump bump ->
                "bump " + bump.command().getCommandId() + " nonce " + bump.nonce() + " max "
                        + bump.fees().maxFeeWei() + " tip " + bump.fees().priorityFeeWei();
            case LaneAction.Send send -> "send " + name(send.attempt().getTransactionHash());
            case LaneAction.Announce announce -> {
                CommandOutcome outcome = announce.outcome();
                String how = outcome.succeeded() ? "ok" : (outcome.moot() ? "moot: " : "failed: ") + outcome.reason();
                yield "announce " + announce.command().getCommandId() + " " + how;
            }
        };
    }

    private String states() {
        return saved.values().stream()
                .sorted(java.util.Comparator.comparing(ChainTransaction::getCommandId))
                .map(record -> record.getCommandId() + " " + record.getState() + " " + record.getLaneNonce())
                .collect(Collectors.joining(", "));
    }

    @Test
    void feesThatAreAskedForAreAtLeastTenPercentHigher() {
        for (List<Long> row :
                List.of(List.of(15L, 1L, 17L, 2L), List.of(100L, 10L, 110L, 11L), List.of(99L, 0L, 109L, 1L))) {
            Fees raised = new Fees(BigInteger.valueOf(row.get(0)), BigInteger.valueOf(row.get(1)))
                    .raised(10, new Fees(BigInteger.ONE, BigInteger.ONE), BigInteger.valueOf(1_000))
                    .orElseThrow();
            assertThat(raised).isEqualTo(new Fees(BigInteger.valueOf(row.get(2)), BigInteger.valueOf(row.get(3))));
        }
        assertThat(new Fees(BigInteger.valueOf(950), BigInteger.ONE)
                        .raised(10, new Fees(BigInteger.ONE, BigInteger.ONE), BigInteger.valueOf(1_000)))
                .isEmpty();
    }
}
