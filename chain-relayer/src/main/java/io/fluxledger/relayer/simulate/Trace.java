package io.fluxledger.relayer.simulate;

import io.fluxledger.events.ChainTransaction;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What happened in a schedule, for people; kept only when somebody wants to read it. */
final class Trace {
    private final boolean on;
    private final List<String> lines = new ArrayList<>();

    Trace(boolean on) {
        this.on = on;
    }

    boolean isOn() {
        return on;
    }

    void add(String line) {
        if (on) {
            lines.add(line);
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    private static int number(byte[] hash) {
        return ByteBuffer.wrap(hash).getInt();
    }

    static String text(LaneAction action) {
        return switch (action) {
            case LaneAction.LookUp a -> "look up " + a.command().getCommandId();
            case LaneAction.Identify a -> "identify " + a.command().getCommandId() + " nonce " + a.nonce();
            case LaneAction.Preflight a -> "dry run " + a.command().getCommandId();
            case LaneAction.Sign a ->
                "sign " + a.command().getCommandId() + " nonce " + a.nonce() + " max "
                        + a.fees().maxFeeWei();
            case LaneAction.Bump a ->
                "bump " + a.command().getCommandId() + " nonce " + a.nonce() + " max "
                        + a.fees().maxFeeWei();
            case LaneAction.Cancel a ->
                "cancel " + a.command().getCommandId() + " nonce " + a.nonce() + " max "
                        + a.fees().maxFeeWei();
            case LaneAction.Send a ->
                "send " + a.command().getCommandId() + " #"
                        + number(a.attempt().getTransactionHash().bytes());
            case LaneAction.FillGap a -> "fill nonce " + a.nonce();
            case LaneAction.Announce a ->
                "announce " + a.command().getCommandId() + " "
                        + a.announcement().stage() + " " + a.announcement().revocations();
        };
    }

    static String text(LaneEvent event) {
        return switch (event) {
            case LaneEvent.Mined e ->
                "mined #" + number(e.mined().hash().bytes()) + " in "
                        + e.mined().blockNumber() + (e.mined().succeeded() ? " ok" : " without effect")
                        + (e.canonical() ? "" : " orphaned");
            case LaneEvent.NotMined _ -> "not mined";
            case LaneEvent.AttemptSigned e ->
                "#" + number(e.attempt().getTransactionHash().bytes());
            case LaneEvent.Broadcast e -> e.answer().name();
            case LaneEvent.PreflightPassed _ -> "passes";
            case LaneEvent.PreflightReverted _ -> "reverts";
            case LaneEvent.NotReady _ -> "waits";
            case LaneEvent.Identified e ->
                e.hash() == null ? "unknown" : "#" + number(e.hash().bytes());
            case LaneEvent.NotSigned _ -> "not signed";
            case LaneEvent.Unreachable _ -> "unreachable";
            case LaneEvent.Announced _ -> "told";
            case LaneEvent.GapFilled _ -> "sent";
            case LaneEvent.HeadSeen e -> "head " + e.blockNumber();
        };
    }

    static String text(ChainTransaction saved) {
        return saved.getCommandId() + " " + saved.getState() + " nonce " + saved.getLaneNonce() + " attempts "
                + saved.getAttempts().size() + " revocations " + saved.getRevocations() + " " + saved.getReason();
    }
}
