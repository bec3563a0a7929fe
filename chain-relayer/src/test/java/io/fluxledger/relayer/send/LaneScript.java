package io.fluxledger.relayer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays scripts to a lane and compares what is due. */
final class LaneScript {
    private static final LaneSettings SETTINGS =
            new LaneSettings(2, 4, 2, 8, 5_000, 30_000, 10, BigInteger.valueOf(1_000), BigInteger.valueOf(100), 60_000);
    private static final Hash32 STRANGER = new Hash32(new byte[32]);

    Lane lane = new Lane(SETTINGS);
    long balanceWei = 1_000;
    /** Those that were saved along with the changes, in order. */
    final List<String> confirmations = new ArrayList<>();

    private final Map<String, ChainTransaction> saved = new HashMap<>();
    private final Map<String, TransactionAttempt> attempts = new HashMap<>();
    private int hashes;

    /** The process begins anew with what was saved. */
    void restart() {
        lane = new Lane(SETTINGS);
        saved.values().forEach(lane::restore);
    }

    void play(String script) {
        for (String line : script.lines().toList()) {
            String[] parts = line.split("=>", -1);
            String happens = parts[0].strip();
            boolean save = !happens.startsWith("unsaved ");
            apply((save ? happens : happens.substring("unsaved ".length())).split(" +"));
            if (save) {
                save();
            }
            assertThat(lane.due().stream().map(this::text).collect(Collectors.joining(", ")))
                    .as(line)
                    .isEqualTo(parts[1].strip());
        }
    }

    private void save() {
        for (Lane.Change change : lane.unsaved()) {
            String id = change.transaction().getCommandId();
            saved.put(id, change.transaction());
            Announcement confirmed = change.confirmed();
            if (confirmed != null) {
                confirmations.add(id + " " + confirmed.stage());
            }
        }
        lane.saved();
    }

    private void apply(String[] w) {
        switch (w[0]) {
            case "saved" -> {}
            case "command", "capture", "void" -> lane.accept(command(w));
            case "head" -> head(w);
            case "passed" -> lane.on(new LaneEvent.PreflightPassed(w[1], BigInteger.TEN));
            case "reverts" -> lane.on(new LaneEvent.PreflightReverted(w[1], "no money"));
            case "waits" -> lane.on(new LaneEvent.NotReady(w[1], "not ready"));
            case "only" ->
                lane.askOnly(
                        Set.of(w).stream().filter(word -> !word.equals(w[0])).collect(Collectors.toSet()));
            case "signed", "cancelled" ->
                lane.on(new LaneEvent.AttemptSigned(w[1], Long.parseLong(w[2]), attempt(w, w[0].equals("cancelled"))));
            case "sent" ->
                lane.on(new LaneEvent.Broadcast(
                        w[1], w.length > 2 ? SendAnswer.valueOf(w[2]) : SendAnswer.POOLED, "test"));
            case "filled" -> lane.on(new LaneEvent.GapFilled(Long.parseLong(w[1])));
            case "mined" -> lane.on(mined(w[1], Long.parseLong(w[2]), w[3].equals("ok"), true));
            case "logs" -> lane.on(seenByLogs(w[1], Long.parseLong(w[2])));
            case "orphaned" -> lane.on(mined(w[1], Long.parseLong(w[2]), true, false));
            case "other" -> {
                long block = Long.parseLong(w[2]);
                lane.on(new LaneEvent.Mined(
                        w[1], new MinedTransaction(STRANGER, block, STRANGER, true, 0, 5, 0, "", true), true));
            }
            case "absent" -> lane.on(new LaneEvent.NotMined(w[1]));
            case "identified" -> lane.on(new LaneEvent.Identified(w[1], user(w[2])));
            case "announced" -> lane.on(new LaneEvent.Announced(w[1], Announcement.Stage.valueOf(w[2])));
            case "refused" -> lane.on(new LaneEvent.NotSigned("over the cap"));
            case "unreachable" -> lane.on(new LaneEvent.Unreachable("test"));
            default -> throw new IllegalArgumentException(String.join(" ", w));
        }
    }

    private @Nullable Hash32 user(String name) {
        return switch (name) {
            case "nobody" -> null;
            case "stranger" -> STRANGER;
            default -> named(name).getTransactionHash();
        };
    }

    private static ChainCommand command(String[] w) {
        CommandKind kind = switch (w[0]) {
            case "capture" -> CommandKind.ESCROW_CAPTURE;
            case "void" -> CommandKind.ESCROW_VOID;
            default -> CommandKind.PAYOUT;
        };
        return ChainCommand.newBuilder()
                .setCommandId(w[1])
                .setKind(kind)
                .setChainId(43_114)
                .setSigner(new Address20(new byte[20]))
                .setAccount(new Address20(new byte[20]))
                .setSubjectId("subject")
                .setTo(new Address20(new byte[20]))
                .setData(ByteBuffer.allocate(0))
                .setAmountMicros(5)
                .setDependsOn(w.length > 3 && w[2].equals("after") ? w[3] : null)
                .setNotAfterS(w.length > 3 && w[2].equals("before") ? Long.parseLong(w[3]) : 0)
                .build();
    }

    private void head(String[] w) {
        lane.on(new LaneEvent.HeadSeen(
                Long.parseLong(w[1]) * 1_000,
                Long.parseLong(w[2]),
                Long.parseLong(w.length > 6 ? w[6] : w[1]),
                new BigInteger(w[5]),
                BigInteger.ONE,
                Long.parseLong(w[3]),
                Long.parseLong(w[4]),
                BigInteger.valueOf(balanceWei),
                STRANGER,
                null));
    }

    private TransactionAttempt attempt(String[] w, boolean cancels) {
        byte[] hash = ByteBuffer.allocate(32).putInt(++hashes).array();
        long number = attempts.keySet().stream()
                .filter(name -> name.startsWith(w[1] + "#"))
                .count();
        TransactionAttempt attempt = TransactionAttempt.newBuilder()
                .setTransactionHash(new Hash32(hash))
                .setRaw(ByteBuffer.wrap(hash))
                .setMaxFeePerGasWei(w[3])
                .setMaxPriorityFeePerGasWei(w[4])
                .setSignedAtMs(number * 30_000)
                .setCancels(cancels)
                .build();
        attempts.put(w[1] + "#" + (number + 1), attempt);
        return attempt;
    }

    private TransactionAttempt named(String name) {
        return Objects.requireNonNull(attempts.get(name), name);
    }

    private LaneEvent mined(String name, long blockNumber, boolean ok, boolean canonical) {
        Hash32 block = new Hash32(
                ByteBuffer.allocate(32).putInt(Math.toIntExact(blockNumber)).array());
        return new LaneEvent.Mined(
                name.substring(0, name.indexOf('#')),
                new MinedTransaction(
                        named(name).getTransactionHash(),
                        blockNumber,
                        block,
                        ok,
                        21_000,
                        5,
                        0,
                        ok ? "" : "reverted",
                        true),
                canonical);
    }

    private LaneEvent seenByLogs(String name, long blockNumber) {
        Hash32 block = new Hash32(
                ByteBuffer.allocate(32).putInt(Math.toIntExact(blockNumber)).array());
        return new LaneEvent.Mined(
                name.substring(0, name.indexOf('#')),
                new MinedTransaction(named(name).getTransactionHash(), blockNumber, block, true, 0, 5, 0, "", false),
                true);
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
            case LaneAction.LookUp lookUp ->
                (lookUp.whole() && lookUp.seen() == null ? "receipt " : "lookup ")
                        + lookUp.command().getCommandId();
            case LaneAction.Identify identify ->
                "identify " + identify.command().getCommandId() + " nonce " + identify.nonce();
            case LaneAction.Preflight preflight ->
                "preflight " + preflight.command().getCommandId()
                        + (preflight.dependencyHash() == null ? "" : " using " + name(preflight.dependencyHash()));
            case LaneAction.Sign sign ->
                "sign " + sign.command().getCommandId() + " nonce " + sign.nonce() + text(sign.fees());
            case LaneAction.Bump bump ->
                "bump " + bump.command().getCommandId() + " nonce " + bump.nonce() + text(bump.fees());
            case LaneAction.Cancel cancel ->
                "cancel " + cancel.command().getCommandId() + " nonce " + cancel.nonce() + text(cancel.fees());
            case LaneAction.FillGap gap -> "fill " + gap.nonce();
            case LaneAction.Send send -> "send " + name(send.attempt().getTransactionHash());
            case LaneAction.Announce announce -> announcement(announce);
        };
    }

    private static String text(Fees fees) {
        return " max " + fees.maxFeeWei() + " tip " + fees.priorityFeeWei();
    }

    private static String announcement(LaneAction.Announce announce) {
        Announcement news = announce.announcement();
        CommandOutcome outcome = news.outcome();
        String stage = outcome.moot() ? "moot" : news.stage().name();
        String count = news.revocations() > 0 ? " " + news.revocations() : "";
        String reason = news.stage() == Announcement.Stage.FAILED ? ": " + outcome.reason() : "";
        return "announce " + announce.command().getCommandId() + " " + stage + count + reason;
    }

    String states() {
        return saved.values().stream()
                .sorted(Comparator.comparing(ChainTransaction::getCommandId))
                .map(record -> record.getCommandId() + " " + record.getState() + " " + record.getLaneNonce())
                .collect(Collectors.joining(", "));
    }
}
