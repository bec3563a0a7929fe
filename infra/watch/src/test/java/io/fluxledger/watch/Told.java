package io.fluxledger.watch;

import io.fluxledger.events.AccountType;
import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.PartitionWindowClosed;
import io.fluxledger.events.Posting;
import io.fluxledger.events.TransactionState;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as the watch reads them. */
final class Told {
    static final long CHAIN = 43_114;

    private Told() {}

    static Hash32 hash(int number) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) number;
        return new Hash32(bytes);
    }

    static Address20 account(int number) {
        byte[] bytes = new byte[20];
        bytes[19] = (byte) number;
        return new Address20(bytes);
    }

    static Posting posting(AccountType type, @Nullable Address20 owner, long amountNanos) {
        return Posting.newBuilder()
                .setAccount(type)
                .setOwner(owner)
                .setChainId(CHAIN)
                .setAmountNanos(amountNanos)
                .build();
    }

    /** @param number of the line; its hash is that number and it names the one before */
    static JournalLine line(int number, int before, long clockMs, List<Object> entries, Posting... postings) {
        return JournalLine.newBuilder()
                .setInputId(new InputId16(new byte[16]))
                .setIndex(0)
                .setInputType("ClockTick")
                .setAccount(null)
                .setOutcome(Outcome.ACCEPTED)
                .setReason(null)
                .setReference(0)
                .setClockMs(clockMs)
                .setRulesVersion(1)
                .setAccountSequence(number)
                .setPartitionSequence(number)
                .setAccountPreviousHash(hash(before))
                .setPartitionPreviousHash(hash(before))
                .setHash(hash(number))
                .setInputPartition(0)
                .setInputOffset(number)
                .setPostings(List.of(postings))
                .setEntries(entries)
                .setBalances(List.of())
                .build();
    }

    static PartitionWindowClosed closed(long windowEndMs) {
        return PartitionWindowClosed.newBuilder()
                .setWindowEndMs(windowEndMs)
                .setProviders(0)
                .build();
    }

    static ChainCommand command(String id, int signer) {
        return ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(CommandKind.PAYOUT)
                .setChainId(CHAIN)
                .setSigner(account(signer))
                .setAccount(account(signer))
                .setSubjectId(id)
                .setTo(account(9))
                .setData(ByteBuffer.allocate(0))
                .setAmountMicros(1)
                .setNotAfterS(0)
                .build();
    }

    static ChainTransaction transaction(String id, int signer, CommandKind kind, TransactionState state, long atMs) {
        return ChainTransaction.newBuilder()
                .setCommandId(id)
                .setKind(kind)
                .setChainId(CHAIN)
                .setSigner(account(signer))
                .setAccount(account(signer))
                .setSubjectId(id)
                .setState(state)
                .setLaneNonce(1)
                .setAttempts(List.of())
                .setBlockNumber(0)
                .setUpdatedAtMs(atMs)
                .build();
    }
}
