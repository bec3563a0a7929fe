package io.fluxledger.relayer.plan;

import io.fluxledger.events.Address20;
import io.fluxledger.events.Draw;
import io.fluxledger.events.EscrowAuthorization;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.IntentOpened;
import io.fluxledger.events.IntentStatus;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.PayoutMode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Journal lines as the folds write them, with what the relayer reads filled in. */
public final class Lines {
    private static final Hash32 NO_HASH = new Hash32(new byte[32]);

    private Lines() {}

    public static JournalLine line(InputId16 id, Address20 account, String inputType, long clockMs, Object entry) {
        return line(id, account, inputType, Outcome.ACCEPTED, clockMs, entry);
    }

    static JournalLine line(
            InputId16 id, Address20 account, String inputType, Outcome outcome, long clockMs, Object entry) {
        return JournalLine.newBuilder()
                .setInputId(id)
                .setIndex(0)
                .setInputType(inputType)
                .setAccount(account)
                .setOutcome(outcome)
                .setReference(0)
                .setClockMs(clockMs)
                .setRulesVersion(1)
                .setAccountSequence(1)
                .setPartitionSequence(1)
                .setEntries(List.of(entry))
                .setPostings(List.of())
                .setBalances(List.of())
                .setAccountPreviousHash(NO_HASH)
                .setPartitionPreviousHash(NO_HASH)
                .setHash(NO_HASH)
                .setInputPartition(0)
                .setInputOffset(0)
                .build();
    }

    /** An ESCROW intent, waiting for its lock. */
    public static IntentOpened opened(String intentId, EscrowAuthorization escrow, long deadlineMs) {
        return IntentOpened.newBuilder()
                .setIntentId(intentId)
                .setStatus(IntentStatus.PENDING)
                .setFunding(Funding.ESCROW)
                .setPayoutMode(PayoutMode.INSTANT)
                .setProvider(escrow.getReceiver())
                .setMaxAmountNanos(escrow.getMaxAmountMicros() * 1_000)
                .setDeadlineMs(deadlineMs)
                .setPayoutChainId(escrow.getChainId())
                .setDraws(List.of())
                .setNonce(NO_HASH)
                .setHeldBeforeMs(0)
                .setEscrow(escrow)
                .build();
    }

    /** The end of an intent; captured 0 for none. */
    public static IntentClosed closed(
            String intentId,
            Funding funding,
            IntentStatus status,
            Address20 provider,
            long chainId,
            long capturedNanos,
            @Nullable String reason) {
        return IntentClosed.newBuilder()
                .setIntentId(intentId)
                .setStatus(status)
                .setFunding(funding)
                .setPayoutMode(PayoutMode.INSTANT)
                .setProvider(provider)
                .setPayoutChainId(chainId)
                .setCaptures(capturedNanos == 0 ? List.of() : List.of(new Draw(chainId, capturedNanos)))
                .setRefunds(List.of())
                .setInputTokens(0)
                .setOutputTokens(0)
                .setReason(reason)
                .setChargeSequence(0)
                .setForgetAtMs(0)
                .setNonce(null)
                .build();
    }

    public static InputId16 inputId(int number) {
        byte[] bytes = new byte[16];
        bytes[15] = (byte) number;
        return new InputId16(bytes);
    }

    public static Address20 address(String hex) {
        return new Address20(HexFormat.of().parseHex(hex.substring(2).toLowerCase(java.util.Locale.ROOT)));
    }

    /** 0x, then the byte twenty times. */
    static String repeated(int value) {
        byte[] bytes = new byte[20];
        Arrays.fill(bytes, (byte) value);
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
