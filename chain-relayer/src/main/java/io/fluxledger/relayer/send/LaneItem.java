package io.fluxledger.relayer.send;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.events.TransactionState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One command on its way. What must survive a crash is in {@link #record}; the rest is found out again. */
final class LaneItem {
    private static final long LONG_AGO_MS = 0;

    final ChainCommand command;
    /** Place in the order of arrival. */
    final long sequence;

    TransactionState state;
    long nonce;
    final List<TransactionAttempt> attempts;

    @Nullable
    Hash32 transactionHash;

    long blockNumber;

    /** The head at which it was seen to be ended by another's transaction; 0 when that is not so. Its own nonce was used before it. */
    long endedByAnotherAt;

    @Nullable
    Hash32 blockHash;

    /** Why it failed. In flight: why it is being cancelled. */
    @Nullable
    String reason;

    int revocations;

    /** As the last look-up saw it. */
    @Nullable
    MinedTransaction mined;

    @Nullable
    BigInteger gasLimit;

    /** Not to be looked at before the chain has that block. */
    long notBeforeBlock;

    /** The head at which it was last asked for on chain. */
    long askedAtHead = -1;

    /** The head at which its call could not be made; -1 for none. */
    long waitedAtHead = -1;

    /** Since when its call cannot be made, Unix milliseconds; -1 when that is not so. */
    long waitingSinceMs = -1;

    /** To be looked up whatever the nonces say. */
    boolean recheck;
    /** Its nonce is used for good and none of the attempts has a receipt. */
    boolean nameless;
    /** Heads in a row that did not have it, although it was final. */
    int absentHeads;

    long sentAtMs = Long.MIN_VALUE;
    long preflightAtMs = Long.MIN_VALUE;
    /** Whether anybody outside may have bytes of it. */
    boolean exposed;

    boolean exposedBeforeSend;
    int refusals;

    @Nullable
    SendAnswer answer;

    /** The bytes to send again after a reorganisation; null for the newest attempt. */
    @Nullable
    TransactionAttempt winner;

    boolean toldMined;

    /** The outcome that was announced; null for none that is still so. */
    @Nullable
    Boolean toldSuccess;

    boolean revocationUntold;
    /** It ended long ago: what is left to do is to tell. */
    boolean archived;
    /** Whether the next save is also a confirmation. */
    boolean unconfirmed;

    LaneItem(ChainCommand command, long sequence) {
        this.command = command;
        this.sequence = sequence;
        this.state = TransactionState.PLANNED;
        this.nonce = -1;
        this.attempts = new ArrayList<>();
    }

    LaneItem(ChainCommand command, long sequence, ChainTransaction record) {
        this.command = command;
        this.sequence = sequence;
        this.state = record.getState();
        this.nonce = record.getLaneNonce();
        this.attempts = new ArrayList<>(record.getAttempts());
        this.transactionHash = record.getTransactionHash();
        this.blockNumber = record.getBlockNumber();
        this.blockHash = record.getBlockHash();
        this.reason = record.getReason();
        this.revocations = record.getRevocations();
        this.exposed = true;
        // What was sent before is probably still in the pools: it is sent again when the chain waits for it.
        this.sentAtMs = state == TransactionState.BROADCAST ? LONG_AGO_MS : Long.MIN_VALUE;
        // What reorganisations did meanwhile nobody has seen.
        this.recheck = state == TransactionState.MINED
                || (isTerminal() && nonce >= 0)
                || (state == TransactionState.FINAL && transactionHash != null);
        if (isTerminal() && record.getAnnounced()) {
            this.toldSuccess = state == TransactionState.FINAL;
        }
        // Whether it was told before the crash is not known, and telling it again is harmless.
        this.revocationUntold = revocations > 0 && !isTerminal();
    }

    String id() {
        return command.getCommandId();
    }

    void waits(long nowMs) {
        waitingSinceMs = waitingSinceMs < 0 ? nowMs : waitingSinceMs;
    }

    boolean isTerminal() {
        return state == TransactionState.FINAL || state == TransactionState.FAILED;
    }

    /** Not bound to a nonce, or no longer. */
    boolean isUnsigned() {
        return state == TransactionState.PLANNED || state == TransactionState.REPLACED;
    }

    boolean isUnmined() {
        return state == TransactionState.SIGNED || state == TransactionState.BROADCAST;
    }

    /** It took effect by a transaction that was not ours. */
    boolean isEndedByAnother() {
        Hash32 seenAs = transactionHash;
        return state == TransactionState.FINAL && seenAs != null && attempt(seenAs) == null;
    }

    /** The newest block that what was seen of it may be in. */
    long lastBlock() {
        return isEndedByAnother() && nonce >= 0 ? Math.max(blockNumber, endedByAnotherAt) : blockNumber;
    }

    /** It must not take effect any more, but somebody may have bytes of it. */
    boolean isCancelling() {
        return isUnmined() && reason != null;
    }

    /** What it did on chain has to be read before it can be told. */
    boolean isEffectUnknown() {
        return state == TransactionState.FINAL && mined == null && toldSuccess == null;
    }

    boolean isNeverSent() {
        return sentAtMs == Long.MIN_VALUE;
    }

    TransactionAttempt last() {
        return attempts.getLast();
    }

    TransactionAttempt toSend() {
        return winner == null || isCancelling() ? attempts.getLast() : winner;
    }

    @Nullable
    TransactionAttempt attempt(Hash32 hash) {
        for (TransactionAttempt attempt : attempts) {
            if (attempt.getTransactionHash().equals(hash)) {
                return attempt;
            }
        }
        return null;
    }

    boolean isCancel(Hash32 hash) {
        TransactionAttempt attempt = attempt(hash);
        return attempt != null && attempt.getCancels();
    }

    /** Hashes by which it may be in the chain; the one that was seen there also when it is not ours. */
    List<Hash32> hashes() {
        List<Hash32> hashes = new ArrayList<>();
        attempts.forEach(attempt -> hashes.add(attempt.getTransactionHash()));
        if (transactionHash != null && !hashes.contains(transactionHash)) {
            hashes.add(transactionHash);
        }
        return hashes;
    }

    /** What those who wait are to be told now; null for nothing. */
    Announcement.@Nullable Stage untold() {
        if (revocationUntold) {
            return Announcement.Stage.REVOKED;
        }
        if (isTerminal()) {
            boolean success = state == TransactionState.FINAL;
            // What is in doubt is not told before it is seen again.
            if (isTold() || isEffectUnknown() || recheck || absentHeads > 0) {
                return null;
            }
            return success ? Announcement.Stage.FINAL : Announcement.Stage.FAILED;
        }
        boolean takesEffect = state == TransactionState.MINED && mined != null && mined.succeeded() && reason == null;
        return takesEffect && !toldMined ? Announcement.Stage.MINED : null;
    }

    void told(Announcement.Stage stage) {
        switch (stage) {
            case REVOKED -> revocationUntold = false;
            case MINED -> toldMined = true;
            case FINAL -> toldSuccess = true;
            case FAILED -> toldSuccess = false;
        }
    }

    boolean isSettled() {
        return isTold() && !revocationUntold;
    }

    private boolean isTold() {
        return isTerminal() && toldSuccess != null && toldSuccess == (state == TransactionState.FINAL);
    }

    ChainTransaction record(long nowMs) {
        return ChainTransaction.newBuilder()
                .setCommandId(command.getCommandId())
                .setKind(command.getKind())
                .setChainId(command.getChainId())
                .setSigner(command.getSigner())
                .setAccount(command.getAccount())
                .setSubjectId(command.getSubjectId())
                .setState(state)
                .setLaneNonce(nonce)
                .setAttempts(List.copyOf(attempts))
                .setTransactionHash(transactionHash)
                .setBlockNumber(blockNumber)
                .setBlockHash(blockHash)
                .setReason(reason)
                .setUpdatedAtMs(nowMs)
                .setRevocations(revocations)
                .setAnnounced(isSettled())
                .build();
    }
}
