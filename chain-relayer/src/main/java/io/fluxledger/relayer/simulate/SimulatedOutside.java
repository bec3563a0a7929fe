package io.fluxledger.relayer.simulate;

import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.relayer.send.Announcement;
import io.fluxledger.relayer.send.Fees;
import io.fluxledger.relayer.send.Lane;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneEvent;
import io.fluxledger.relayer.send.LaneOutside;
import io.fluxledger.relayer.send.MinedTransaction;
import io.fluxledger.relayer.send.SendAnswer;
import io.fluxledger.relayer.simulate.SimulatedChain.Block;
import io.fluxledger.relayer.simulate.SimulatedChain.Place;
import io.fluxledger.relayer.simulate.SimulatedChain.Tx;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Nodes that answer a lane, truthfully or not, a durable log that it writes to, and a process that dies. */
final class SimulatedOutside implements LaneOutside {
    /** More wrong heads in a row than that do not come: a lane cannot know better than all nodes for ever. */
    private static final int WRONG_HEADS = 2;

    private static final long MAX_DELAY_MS = 8_000;

    private final SplittableRandom random;
    private final SimulatedChain chain;
    private final SimulatedEffects effects;
    private final Trace trace;
    private final Map<String, Tx> signed = new HashMap<>();
    /** What came of what was sent, not heard of yet. */
    private final List<LaneEvent> underWay = new ArrayList<>();

    private int wrongHeads;
    Faults faults;
    long nowMs = 1_000_000;
    final Map<String, ChainTransaction> durable = new LinkedHashMap<>();
    final NewsLog news = new NewsLog();
    /** The newest confirmation that was saved along with the record, by command. */
    final Map<String, Announcement.Stage> confirmed = new HashMap<>();

    SimulatedOutside(
            SplittableRandom random, SimulatedChain chain, SimulatedEffects effects, Faults faults, Trace trace) {
        this.random = random;
        this.chain = chain;
        this.effects = effects;
        this.faults = faults;
        this.trace = trace;
    }

    private boolean happens(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }

    private void mayCrash() {
        if (happens(faults.crash())) {
            trace.add("crash");
            underWay.clear();
            throw new SimulatedCrashException();
        }
    }

    @Override
    public LaneEvent head(long anchorBlock) {
        mayCrash();
        if (happens(faults.unreachable())) {
            return new LaneEvent.Unreachable("simulated");
        }
        Block head = chain.head();
        long minedNonce = head.nonceAfter();
        Block finalBlock = chain.finalBlock(head.number());
        Hash32 finalHash = finalBlock.hash();
        Block anchored = chain.block(anchorBlock);
        Hash32 anchor = anchorBlock < 0 || anchored == null ? null : anchored.hash();
        if (wrongHeads < WRONG_HEADS && happens(faults.lie())) {
            wrongHeads++;
            Block older = Objects.requireNonNull(chain.block(head.number() - 1 - random.nextInt(4)));
            minedNonce = older.nonceAfter();
            if (random.nextBoolean()) {
                head = older;
                finalBlock = chain.finalBlock(older.number());
                finalHash = finalBlock.hash();
            } else {
                // Another fork of the same length.
                finalBlock = chain.finalBlock(older.number());
                finalHash = chain.newHash();
                anchor = anchor == null ? null : chain.newHash();
            }
        } else {
            wrongHeads = 0;
        }
        long finalNonce = Math.min(finalBlock.nonceAfter(), minedNonce);
        if (trace.isOn()) {
            trace.add("head %d ms block %d mined %d final %d base %d"
                    .formatted(nowMs, head.number(), minedNonce, finalNonce, chain.baseFeeWei));
        }
        return new LaneEvent.HeadSeen(
                nowMs,
                head.number(),
                head.timeS(),
                BigInteger.valueOf(chain.baseFeeWei),
                BigInteger.ONE,
                minedNonce,
                finalNonce,
                BigInteger.TEN,
                finalHash,
                anchor);
    }

    @Override
    public List<LaneEvent> perform(List<LaneAction> actions) {
        List<LaneEvent> events = new ArrayList<>();
        for (int i = 0; i < actions.size(); i++) {
            if (happens(faults.crash())) {
                crashWith(actions.subList(i, actions.size()));
            }
            LaneAction action = actions.get(i);
            boolean sends = action instanceof LaneAction.Send;
            if (sends && underWay.stream().anyMatch(LaneEvent.Unreachable.class::isInstance)) {
                continue;
            }
            LaneEvent event = one(action);
            if (trace.isOn()) {
                trace.add(Trace.text(action) + " -> " + Trace.text(event));
            }
            (sends ? underWay : events).add(event);
            if (!sends && event instanceof LaneEvent.Unreachable) {
                break;
            }
        }
        mayCrash();
        return events;
    }

    @Override
    public List<LaneEvent> sent() {
        mayCrash();
        List<LaneEvent> answers = List.copyOf(underWay);
        underWay.clear();
        return answers;
    }

    /** The process is believed dead, but what it was about to send may still go out after another has taken over. */
    private void crashWith(List<LaneAction> rest) {
        if (random.nextBoolean()) {
            for (LaneAction action : rest) {
                if (action instanceof LaneAction.Send send) {
                    chain.offerLater(tx(send), nowMs + random.nextLong(MAX_DELAY_MS));
                }
            }
        }
        trace.add("crash");
        underWay.clear();
        throw new SimulatedCrashException();
    }

    private LaneEvent one(LaneAction action) {
        if (!(action instanceof LaneAction.Announce) && happens(faults.unreachable())) {
            if (action instanceof LaneAction.Send send && random.nextBoolean()) {
                SendAnswer unheard = chain.offer(tx(send));
                trace.add("unheard: " + unheard);
            }
            return new LaneEvent.Unreachable("simulated");
        }
        return switch (action) {
            case LaneAction.LookUp lookUp -> lookUp(lookUp);
            case LaneAction.Identify identify -> identify(identify);
            case LaneAction.Preflight preflight -> preflight(preflight.command().getCommandId());
            case LaneAction.Sign sign -> sign(sign.command().getCommandId(), false, sign.nonce(), sign.fees());
            case LaneAction.Bump bump -> sign(bump.command().getCommandId(), false, bump.nonce(), bump.fees());
            case LaneAction.Cancel cancel -> sign(cancel.command().getCommandId(), true, cancel.nonce(), cancel.fees());
            case LaneAction.Send send -> send(send);
            case LaneAction.FillGap gap -> {
                SendAnswer answer = chain.offer(new Tx(
                        chain.newHash(),
                        null,
                        false,
                        gap.nonce(),
                        gap.fees().maxFeeWei().longValueExact(),
                        gap.fees().priorityFeeWei().longValueExact()));
                trace.add("gap: " + answer);
                yield new LaneEvent.GapFilled(gap.nonce());
            }
            case LaneAction.Announce announce -> announce(announce);
        };
    }

    private LaneEvent lookUp(LaneAction.LookUp lookUp) {
        String id = lookUp.command().getCommandId();
        if (happens(faults.lie())) {
            return new LaneEvent.NotMined(id);
        }
        MinedTransaction seen = lookUp.seen();
        if (seen != null && chain.isCanonical(seen)) {
            return new LaneEvent.Mined(id, seen, true);
        }
        Place place = chain.find(lookUp.attempts());
        if (place == null) {
            LaneEvent.Mined other = byAnother(id, lookUp.attempts());
            if (other != null) {
                return other;
            }
            Place orphan = chain.orphan(lookUp.attempts());
            return orphan != null && happens(faults.lie() * 4)
                    ? new LaneEvent.Mined(id, receipt(id, orphan, lookUp.whole()), false)
                    : new LaneEvent.NotMined(id);
        }
        MinedTransaction receipt = receipt(id, place, lookUp.whole());
        if (!receipt.succeeded() && !place.tx().cancels()) {
            LaneEvent.Mined other = byAnother(id, null);
            if (other != null) {
                return other;
            }
        }
        return new LaneEvent.Mined(id, receipt, true);
    }

    /** @param hashes only when its transaction is one of these; null for any */
    private LaneEvent.@Nullable Mined byAnother(String id, @Nullable List<Hash32> hashes) {
        for (Block block : chain.blocks()) {
            Hash32 hash = block.done().get(id);
            if (hash != null && (hashes == null || hashes.contains(hash))) {
                return new LaneEvent.Mined(
                        id,
                        new MinedTransaction(hash, block.number(), block.hash(), true, 21_000, 5, 0, "", true),
                        true);
            }
        }
        return null;
    }

    /** @param whole false where the logs that it left will do */
    private MinedTransaction receipt(String id, Place place, boolean whole) {
        boolean succeeded = !place.tx().cancels() && effects.succeeds(place.tx(), place.block());
        boolean byReceipt = whole || !succeeded || random.nextBoolean();
        return new MinedTransaction(
                place.tx().hash(),
                place.block().number(),
                place.block().hash(),
                succeeded,
                byReceipt ? 21_000 : 0,
                5,
                0,
                succeeded ? "" : "reverted " + id,
                byReceipt);
    }

    private LaneEvent identify(LaneAction.Identify identify) {
        String id = identify.command().getCommandId();
        Tx user = happens(0.1) ? null : chain.user(identify.nonce());
        return new LaneEvent.Identified(id, user == null ? null : user.hash());
    }

    private LaneEvent preflight(String id) {
        LaneEvent.Mined other = byAnother(id, null);
        if (other != null) {
            return other;
        }
        return effects.dryRunReverts(id, chain.head().timeS())
                ? new LaneEvent.PreflightReverted(id, "simulated")
                : new LaneEvent.PreflightPassed(id, BigInteger.TEN);
    }

    private LaneEvent sign(String id, boolean cancels, long nonce, Fees fees) {
        Hash32 hash = chain.newHash();
        signed.put(
                hash.toString(),
                new Tx(
                        hash,
                        id,
                        cancels,
                        nonce,
                        fees.maxFeeWei().longValueExact(),
                        fees.priorityFeeWei().longValueExact()));
        return new LaneEvent.AttemptSigned(
                id,
                nonce,
                TransactionAttempt.newBuilder()
                        .setTransactionHash(hash)
                        .setRaw(ByteBuffer.wrap(hash.bytes()))
                        .setMaxFeePerGasWei(fees.maxFeeWei().toString())
                        .setMaxPriorityFeePerGasWei(fees.priorityFeeWei().toString())
                        .setSignedAtMs(nowMs)
                        .setCancels(cancels)
                        .build());
    }

    private Tx tx(LaneAction.Send send) {
        return Objects.requireNonNull(
                signed.get(send.attempt().getTransactionHash().toString()), "signed bytes");
    }

    private LaneEvent send(LaneAction.Send send) {
        String id = send.command().getCommandId();
        ChainTransaction saved = durable.get(id);
        if (saved == null || !saved.getAttempts().contains(send.attempt())) {
            throw new ViolationException(id + " was sent before it was saved");
        }
        Tx tx = tx(send);
        if (happens(faults.loss())) {
            return new LaneEvent.Broadcast(id, SendAnswer.POOLED, "");
        }
        if (happens(faults.loss() / 2)) {
            return new LaneEvent.Broadcast(id, SendAnswer.NO_FUNDS, "insufficient funds");
        }
        if (happens(faults.loss() / 4)) {
            return new LaneEvent.Broadcast(id, SendAnswer.INVALID, "gas limit");
        }
        if (happens(faults.delay())) {
            chain.offerLater(tx, nowMs + random.nextLong(MAX_DELAY_MS));
            return new LaneEvent.Broadcast(id, SendAnswer.POOLED, "");
        }
        return new LaneEvent.Broadcast(id, chain.offer(tx), "");
    }

    private LaneEvent announce(LaneAction.Announce announce) {
        String id = announce.command().getCommandId();
        Announcement.Stage stage = announce.announcement().stage();
        ChainTransaction saved = durable.get(id);
        if (stage == Announcement.Stage.FINAL && effects.executions(id, chain.blocks()) != 1) {
            throw new ViolationException(id + " was announced as final while the chain has it "
                    + effects.executions(id, chain.blocks()) + " times");
        }
        boolean outcome = stage == Announcement.Stage.FINAL || stage == Announcement.Stage.FAILED;
        if (outcome && (saved == null || !saved.getState().name().equals(stage.name()))) {
            throw new ViolationException(id + " was announced as " + stage + " before that was saved");
        }
        news.add(id, announce.announcement());
        return new LaneEvent.Announced(id, stage);
    }

    @Override
    public void save(List<Lane.Change> changes) {
        mayCrash();
        for (Lane.Change change : changes) {
            String id = change.transaction().getCommandId();
            // As a compacted log does it: the newest record is the last.
            durable.remove(id);
            durable.put(id, change.transaction());
            Announcement news = change.confirmed();
            if (news != null
                    && news.stage() == Announcement.Stage.FINAL
                    && news.outcome().gasUsed() == 0) {
                throw new ViolationException(id + " was confirmed without the gas that it used");
            }
            if (change.confirmed() != null) {
                confirmed.put(id, change.confirmed().stage());
            }
            if (trace.isOn()) {
                trace.add("save " + Trace.text(change.transaction()));
            }
        }
        Map<Long, String> holders = new HashMap<>();
        for (ChainTransaction saved : durable.values()) {
            if (saved.getLaneNonce() >= 0) {
                String other = holders.put(saved.getLaneNonce(), saved.getCommandId());
                if (other != null) {
                    throw new ViolationException(
                            "nonce " + saved.getLaneNonce() + " is given to " + other + " and " + saved.getCommandId());
                }
            }
        }
        mayCrash();
    }
}
