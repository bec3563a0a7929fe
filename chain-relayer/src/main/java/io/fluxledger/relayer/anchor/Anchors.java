package io.fluxledger.relayer.anchor;

import io.fluxledger.contracts.FluxPayAuditAbi;
import io.fluxledger.events.Address20;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionState;
import io.fluxledger.relayer.plan.ChainContracts;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The anchor that is due, as batches, commands and what came of them say. Of a batch only its number, its root and the root
 * before go to the chain: where to, and by whose key, is the relayer's own. One anchor is under way at a time.
 */
public final class Anchors {
    private static final String SUBJECT = "merkle:";
    private static final Hash32 NONE = new Hash32(new byte[Hash32.SCHEMA$.getFixedSize()]);
    private static final int MOST_DOUBLINGS = 30;

    private final Map<Long, ChainContracts> chains;
    private final long retryMs;
    private final long mostRetryMs;
    /** Last batch of each chain that the log names. */
    private final Map<Long, AuditBatch> lastOf = new HashMap<>();

    private final Set<String> open = new HashSet<>();
    /** Commands of the last batch, and of batches that are not read yet. */
    private final Map<String, Attempt> attempts = new HashMap<>();

    private @Nullable AuditBatch last;
    private Hash32 rootBefore = NONE;

    /** @param failedAtMs 0 for one that has not failed */
    private record Attempt(long batchId, boolean isFinal, long failedAtMs) {}

    /**
     * @param chains where roots may be anchored, by chain id
     * @param retryMs after the first failure; each further one doubles it
     * @param mostRetryMs longest wait between two attempts
     */
    public Anchors(Map<Long, ChainContracts> chains, long retryMs, long mostRetryMs) {
        this.chains = Map.copyOf(chains);
        this.retryMs = retryMs;
        this.mostRetryMs = mostRetryMs;
    }

    /** A batch as it stands on the log; one that was known is passed over. */
    public void sealed(AuditBatch batch) {
        AuditBatch before = last;
        if (before != null && batch.getBatchId() <= before.getBatchId()) {
            return;
        }
        // The contract takes a root behind its own last one; batches between were for no chain, or for another.
        AuditBatch same = lastOf.put(batch.getChainId(), batch);
        if (same != null) {
            rootBefore = same.getRoot();
        } else {
            rootBefore = before == null ? batch.getPreviousRoot() : NONE;
        }
        last = batch;
        attempts.values().removeIf(attempt -> attempt.batchId() < batch.getBatchId());
    }

    /** A command as it stands on the log. */
    public void planned(ChainCommand command) {
        if (command.getKind() == CommandKind.AUDIT_ANCHOR && !attempts.containsKey(command.getCommandId())) {
            open.add(command.getCommandId());
            note(command.getCommandId(), command.getSubjectId(), false, 0);
        }
    }

    /** What came of a command; later states replace earlier ones, FINAL among them. */
    public void changed(ChainTransaction transaction) {
        if (transaction.getKind() != CommandKind.AUDIT_ANCHOR) {
            return;
        }
        boolean isFinal = transaction.getState() == TransactionState.FINAL;
        boolean failed = transaction.getState() == TransactionState.FAILED;
        if (isFinal || failed) {
            open.remove(transaction.getCommandId());
        } else {
            open.add(transaction.getCommandId());
        }
        note(
                transaction.getCommandId(),
                transaction.getSubjectId(),
                isFinal,
                failed ? Math.max(1, transaction.getUpdatedAtMs()) : 0);
    }

    private void note(String commandId, String subject, boolean isFinal, long failedAtMs) {
        long batchId = batchId(subject);
        if (last == null || batchId >= last.getBatchId()) {
            attempts.put(commandId, new Attempt(batchId, isFinal, failedAtMs));
        }
    }

    /** The command that is to be written now. It is due again until {@link #planned} has been told of it. */
    public Optional<ChainCommand> due(long nowMs) {
        AuditBatch batch = last;
        ChainContracts on = batch == null ? null : chains.get(batch.getChainId());
        if (batch == null || on == null || !open.isEmpty()) {
            return Optional.empty();
        }
        int made = 0;
        long failedAtMs = 0;
        for (Attempt attempt : attempts.values()) {
            if (attempt.batchId() == batch.getBatchId()) {
                if (attempt.isFinal()) {
                    return Optional.empty();
                }
                made++;
                failedAtMs = Math.max(failedAtMs, attempt.failedAtMs());
            }
        }
        return made > 0 && nowMs - failedAtMs < pauseMs(made)
                ? Optional.empty()
                : Optional.of(command(batch, on, made + 1));
    }

    private long pauseMs(int failures) {
        return Math.min(mostRetryMs, retryMs << Math.min(failures - 1, MOST_DOUBLINGS));
    }

    private ChainCommand command(AuditBatch batch, ChainContracts on, int attempt) {
        byte[] data = FluxPayAuditAbi.anchor(
                batch.getRoot().bytes(), rootBefore.bytes(), BigInteger.valueOf(batch.getBatchId()));
        return ChainCommand.newBuilder()
                .setCommandId("anchor:" + batch.getBatchId() + ":" + attempt)
                .setKind(CommandKind.AUDIT_ANCHOR)
                .setChainId(on.chainId())
                .setSigner(address(on.operator()))
                .setAccount(address(on.operator()))
                .setSubjectId(SUBJECT + batch.getBatchId())
                .setTo(address(on.audit()))
                .setData(ByteBuffer.wrap(data))
                .setAmountMicros(0)
                .setNotAfterS(0)
                .build();
    }

    /** -1 for a subject that is no batch. */
    private static long batchId(String subject) {
        String number = subject.startsWith(SUBJECT) ? subject.substring(SUBJECT.length()) : "";
        return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : -1;
    }

    private static Address20 address(String hex) {
        return new Address20(HexFormat.of().parseHex(hex, 2, hex.length()));
    }
}
