package io.fluxledger.bench.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.events.TransactionState;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.schemas.EventHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchWatchTest {
    private static final Address20 ACCOUNT = new Address20(new byte[20]);
    private static final Hash32 HASH = new Hash32(new byte[32]);

    /** Each record is a state and the number of signed forms that it has. */
    @ParameterizedTest
    @CsvSource({
        "PLANNED0 SIGNED1 BROADCAST1 MINED1 FINAL1 FINAL1, 0, 0, 0",
        "SIGNED1 BROADCAST1 SIGNED2 BROADCAST2 MINED2 FINAL2, 1, 0, 0",
        "SIGNED1 PLANNED1 SIGNED2 SIGNED3 FINAL3, 2, 0, 0",
        "SIGNED1 REPLACED1 SIGNED2 FINAL2, 1, 0, 0",
        "FINAL3, 2, 0, 0",
        "SIGNED1 MINED1 SIGNED1 BROADCAST1 MINED1 FINAL1, 0, 1, 0",
        "SIGNED1 FINAL1 BROADCAST1 MINED1 BROADCAST1 FINAL1, 0, 2, 0",
        "SIGNED1 MINED1 FAILED1 FAILED1, 0, 0, 1",
        "PLANNED0 FAILED0, 0, 0, 1",
    })
    void whatIsDoneASecondTimeIsCountedOnce(String records, int signedAgain, int takenBack, int failed) {
        TransactionRetries retries = new TransactionRetries();
        for (String record : records.split(" ")) {
            int last = record.length() - 1;
            retries.saw(transaction(
                    "one",
                    CommandKind.PRIVATE_PAYOUT,
                    TransactionState.valueOf(record.substring(0, last)),
                    Integer.parseInt(record.substring(last)),
                    0,
                    0));
        }
        assertThat(retries)
                .hasToString("%d signed again, %d taken back by the chain, %d failed"
                        .formatted(signedAgain, takenBack, failed));
        assertThat(retries.count()).isEqualTo(signedAgain + takenBack + failed);
    }

    @Test
    void aBatchIsPaidWhenEachOfItsPayoutsIsFinal() {
        BatchWatch watch = new BatchWatch(Set.of("a", "b"));
        watch.saw(confirmed("a", TransferStatus.SUBMITTED));
        watch.saw(confirmed("b", TransferStatus.FINAL));
        watch.saw(confirmed("stranger", TransferStatus.FINAL));
        assertThat(watch.isPaid()).isFalse();
        assertThat(watch.paid()).isEqualTo(1);
        watch.saw(confirmed("b", TransferStatus.REVOKED));
        watch.saw(confirmed("a", TransferStatus.FINAL));
        assertThat(watch.isPaid()).isFalse();
        watch.saw(confirmed("b", TransferStatus.FINAL));
        assertThat(watch.isPaid()).isTrue();
    }

    @Test
    void aPayoutThatComesBackEndsTheMeasurement() {
        BatchWatch watch = new BatchWatch(Set.of("a"));
        assertThatThrownBy(() -> watch.saw(confirmed("a", TransferStatus.RETURNED)))
                .hasMessage("payout a came back: no gas");
    }

    @Test
    void proofsAndBlocksAreThoseOfPayouts() {
        BatchWatch watch = new BatchWatch(Set.of("a", "b", "c"));
        watch.saw(transaction("deposit", CommandKind.RESERVE_DEPOSIT, TransactionState.FINAL, 1, 1_000, 5));
        watch.saw(transaction("a", CommandKind.PRIVATE_PAYOUT, TransactionState.FINAL, 1, 10_000, 10));
        watch.saw(transaction("b", CommandKind.PRIVATE_PAYOUT, TransactionState.MINED, 1, 11_000, 11));
        watch.saw(transaction("b", CommandKind.PRIVATE_PAYOUT, TransactionState.FINAL, 1, 11_000, 12));
        watch.saw(transaction("c", CommandKind.PRIVATE_PAYOUT, TransactionState.FINAL, 1, 13_000, 14));
        assertThat(watch.proofsPerMinute()).as("two within 3 s of the first").isEqualTo(40);
        assertThat(watch.blocks()).isEqualTo(5);
    }

    private static PayoutConfirmed confirmed(String id, TransferStatus status) {
        return PayoutConfirmed.newBuilder()
                .setInputId(EventHeaders.newInputId())
                .setProvider(ACCOUNT)
                .setPayoutId(id)
                .setStatus(status)
                .setChainId(PayoutChain.CHAIN_ID)
                .setReason("no gas")
                .build();
    }

    private static ChainTransaction transaction(
            String id, CommandKind kind, TransactionState state, int attempts, long signedAtMs, long block) {
        List<TransactionAttempt> signed = IntStream.range(0, attempts)
                .mapToObj(i -> TransactionAttempt.newBuilder()
                        .setTransactionHash(HASH)
                        .setRaw(ByteBuffer.allocate(0))
                        .setMaxFeePerGasWei("2")
                        .setMaxPriorityFeePerGasWei("1")
                        .setSignedAtMs(signedAtMs + i)
                        .build())
                .toList();
        return ChainTransaction.newBuilder()
                .setCommandId(id)
                .setKind(kind)
                .setChainId(PayoutChain.CHAIN_ID)
                .setSigner(ACCOUNT)
                .setAccount(ACCOUNT)
                .setSubjectId(id)
                .setState(state)
                .setLaneNonce(0)
                .setAttempts(signed)
                .setBlockNumber(block)
                .setUpdatedAtMs(signedAtMs)
                .build();
    }
}
