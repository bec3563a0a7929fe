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
    final ChainCommand command;
    TransactionState state;
    long nonce;
    final List<TransactionAttempt> attempts;

    @Nullable
    Hash32 transactionHash;

    long blockNumber;

    @Nullable
    Hash32 blockHash;

    @Nullable
    String reason;

    boolean dirty;

    /** As the last look-up saw it. */
    @Nullable
    MinedTransaction mined;

    @Nullable
    BigInteger gasLimit;

    /** Not to be looked at before the chain has that block. */
    long notBeforeBlock;

    boolean lookedUp;
    long sentAtMs = Long.MIN_VALUE;
    /** Rounds in a row in which the nonce was used for good, but by none of our attempts. */
    int strangerRounds;

    LaneItem(ChainCommand command) {
        this.command = command;
        this.state = TransactionState.PLANNED;
        this.nonce = -1;
        this.attempts = new ArrayList<>();
        this.dirty = true;
    }

    LaneItem(ChainCommand command, ChainTransaction record) {
        this.command = command;
        this.state = record.getState();
        this.nonce = record.getLaneNonce();
        this.attempts = new ArrayList<>(record.getAttempts());
        this.transactionHash = record.getTransactionHash();
        this.blockNumber = record.getBlockNumber();
        this.blockHash = record.getBlockHash();
        this.reason = record.getReason();
    }

    String id() {
        return command.getCommandId();
    }

    boolean isTerminal() {
        return state == TransactionState.FINAL || state == TransactionState.FAILED;
    }

    /** Not bound to a nonce, or no longer. */
    boolean isUnsigned() {
        return state == TransactionState.PLANNED || state == TransactionState.REPLACED;
    }

    boolean isInFlight() {
        return !isTerminal() && !isUnsigned();
    }

    void fail(String why) {
        state = TransactionState.FAILED;
        reason = why;
        dirty = true;
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
                .build();
    }
}
