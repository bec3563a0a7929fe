package io.fluxledger.relayer.send;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a lane wants done outside. Each is answered by an event. */
public sealed interface LaneAction {
    /**
     * Find out whether one of the attempts was mined.
     *
     * @param seen what was seen of one in a block: as long as that block is in the chain, nothing else can be; null to look anew
     * @param whole whether its receipt is wanted; else logs that it left will do
     */
    record LookUp(
            ChainCommand command,
            List<Hash32> attempts,
            @Nullable MinedTransaction seen,
            boolean whole) implements LaneAction {}

    /** Find the transaction that used that nonce, which is used for good. */
    record Identify(ChainCommand command, long nonce) implements LaneAction {}

    /** @param dependencyHash transaction of the command that this one depends on */
    record Preflight(ChainCommand command, @Nullable Hash32 dependencyHash) implements LaneAction {}

    /** Sign the first attempt at that nonce. */
    record Sign(ChainCommand command, @Nullable Hash32 dependencyHash, long nonce, BigInteger gasLimit, Fees fees)
            implements LaneAction {}

    /** Sign the same transaction with higher fees. */
    record Bump(ChainCommand command, long nonce, TransactionAttempt last, Fees fees) implements LaneAction {}

    /** Sign a transaction to the signer itself that does nothing but take the nonce. */
    record Cancel(ChainCommand command, long nonce, Fees fees) implements LaneAction {}

    /** Send the bytes of that attempt, which have been saved. */
    record Send(ChainCommand command, TransactionAttempt attempt) implements LaneAction {}

    /** Sign and send a transaction to the signer itself at a nonce that no command holds. */
    record FillGap(long nonce, Fees fees) implements LaneAction {}

    /** Tell those who wait for the command what has been saved. */
    record Announce(ChainCommand command, Announcement announcement) implements LaneAction {}
}
