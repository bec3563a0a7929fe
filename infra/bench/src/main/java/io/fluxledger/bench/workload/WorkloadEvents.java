package io.fluxledger.bench.workload;

import io.fluxledger.events.Address20;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.schemas.EventHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * A workload's steps as records of the log. Signatures and nonces are random bytes of the right length: who verifies
 * signatures does it before the log. Not safe for use by several threads.
 */
public final class WorkloadEvents {
    /** The chain of all deposits and payouts. */
    public static final long CHAIN_ID = 43_114;

    private static final long DEPOSIT_MICROS = 1_000_000_000_000L;
    private static final int SIGNATURE_BYTES = 65;
    private static final int ADDRESS_BYTES = 20;
    private static final int HASH_BYTES = 32;
    private static final int MOST_TOKENS = 4_000;

    private final SplittableRandom random;
    private final long deadlineMs;
    private final Address20[] payers;
    private final Address20[] providers;
    private final String[] keys;
    private final Address20 token;

    /**
     * @param deadlineMs deadline of every lock, Unix milliseconds; beyond the end of the run and at most what the ledger
     *     allows
     */
    public WorkloadEvents(WorkloadShape shape, long deadlineMs) {
        this.random = new SplittableRandom(~shape.seed());
        this.deadlineMs = deadlineMs;
        this.payers = addresses(shape.accounts());
        this.providers = addresses(shape.providers());
        this.token = new Address20(bytes(ADDRESS_BYTES));
        this.keys = new String[payers.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = "0x" + HexFormat.of().formatHex(payers[i].bytes());
        }
    }

    /** Record key of a payer's inputs. */
    public String key(int payer) {
        return keys[payer];
    }

    /** One deposit for every payer, so large that no lock is refused; in the payers' order. */
    public List<CreditsDeposited> deposits() {
        List<CreditsDeposited> deposits = new ArrayList<>(payers.length);
        for (Address20 payer : payers) {
            deposits.add(new CreditsDeposited(
                    EventHeaders.inputId(new UUID(random.nextLong(), random.nextLong())),
                    payer,
                    CHAIN_ID,
                    token,
                    hash(),
                    DEPOSIT_MICROS,
                    hash(),
                    1L));
        }
        return deposits;
    }

    /** The step as a record. */
    public SpecificRecord event(Step step) {
        return switch (step.kind()) {
            case LOCK -> lock(step);
            case RECEIPT -> receipt(step);
            case SETTLE -> settle(step);
        };
    }

    private IntentLocked lock(Step step) {
        return new IntentLocked(
                EventHeaders.inputId(step.inputId()),
                payers[step.payer()],
                step.call(),
                Funding.CREDITS,
                PayoutMode.BATCH,
                providers[step.provider()],
                step.amountNanos(),
                deadlineMs,
                CHAIN_ID,
                List.of(),
                hash(),
                signature(),
                null,
                null,
                false);
    }

    private UsageReceipt receipt(Step step) {
        return new UsageReceipt(
                EventHeaders.inputId(step.inputId()),
                payers[step.payer()],
                step.call(),
                providers[step.provider()],
                step.amountNanos(),
                (long) random.nextInt(MOST_TOKENS),
                (long) random.nextInt(MOST_TOKENS),
                CHAIN_ID,
                hash(),
                deadlineMs,
                signature());
    }

    private SettlementRequested settle(Step step) {
        return new SettlementRequested(
                EventHeaders.inputId(step.inputId()),
                payers[step.payer()],
                step.call(),
                providers[step.provider()],
                RequestedBy.GATEWAY,
                null,
                null,
                0L);
    }

    private Address20[] addresses(int count) {
        Address20[] all = new Address20[count];
        for (int i = 0; i < count; i++) {
            all[i] = new Address20(bytes(ADDRESS_BYTES));
        }
        return all;
    }

    private Hash32 hash() {
        return new Hash32(bytes(HASH_BYTES));
    }

    private ByteBuffer signature() {
        return ByteBuffer.wrap(bytes(SIGNATURE_BYTES));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
