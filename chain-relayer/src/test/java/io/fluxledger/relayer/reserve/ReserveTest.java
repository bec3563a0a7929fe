package io.fluxledger.relayer.reserve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionState;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.relayer.plan.PaidByTreasury;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reserve of portions of 100 does. */
class ReserveTest {
    private static final long CHAIN = 43114;
    private static final long RETRY_MS = 1_000;
    private static final Address20 ACCOUNT = account(1);
    private static final Address20 TREASURY = account(2);
    private static final Address20 PROVIDER = account(3);

    private final Reserve reserve = new Reserve(CHAIN, ACCOUNT, TREASURY, 100, RETRY_MS);
    private long nowMs = 10_000;

    /**
     * Each word: a kind in short, its number, a colon, its amount; = for planned, + for final, - for failed, ! for taken back, s for signed,
     * m for mined.
     * h for a route that is held for want of it, u for one that is not any more.
     * P payout, F fund, A approve, D deposit, W withdraw, R return, O withdrawal that the treasury owes,
     * L lock in a bridge, S swap, H held route.
     */
    @ParameterizedTest(name = "{0} with {1} in the treasury: {2}")
    @CsvSource(nullValues = "nothing", textBlock = """
            nothing,                                                              500, ''
            P1:30=,                                                               500, F1:100
            P1:30= P2:90=,                                                        500, F1:100 F2:100
            P1:30= F1:100=,                                                       500, ''
            P1:30= F1:100= F1:100+,                                               500, A1:100 D1:100
            P1:30= F1:100= F1:100+ A1:100= D1:100=,                               500, ''
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+,                       500, ''
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ P2:71=,         500, F2:100
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ P2:70=,         500, ''
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ P1:30! P2:71=,  500, F2:100
            P1:30= F1:100= F1:100-,                                               500, ''
            P1:30= P1:30-,                                                        500, ''
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ O1:90=,          65, W1:30
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ O1:290=,         65, W1:70
            P1:31= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:31+ O1:290=,         65, W1:60
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ O1:90= O1:90s,   65, ''
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ O1:90=,          -1, ''
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ O1:290=,                65, W1:70
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ O1:90= W1:30= W1:30+,   65, R1:30
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ O1:90= W1:30= W1:30+ R1:30=, 65, ''
            P1:100= F1:100= F1:100+ R1:100=,                                        0, ''
            F2:50= F1:50= P1:200=,                                                500, F3:100
            P1:30= F1:100= F1:100+ O1:90=,                                         65, A1:100 D1:100
            P1:30=,                                                                99, F1:30
            P1:31=,                                                                99, F1:40
            P1:31=,                                                                39, F1:31
            P1:31=,                                                                30, ''
            P1:31= P2:20=,                                                         30, F1:20
            P1:31=,                                                                -1, ''
            P1:30= P2:90=,                                                        125, F1:100 F2:20
            P1:31= F1:40=,                                                         59, ''
            P1:31= F1:40= F1:40+,                                                  50, A1:40 D1:40
            P1:31= F1:40= F1:40+,                                                  -1, ''
            P1:31= F1:40= F1:40+,                                                  60, F2:60
            P1:31= F1:40= F1:40+ F2:60= F2:60+,                                     0, A1:100 D1:100
            P1:95= F1:50= F1:50+,                                                  47, F2:45
            P1:31= F1:31= F1:31+,                                                   0, A1:31 D1:31
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ O1:67=,           0, W1:70
            P1:37= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:37+ O1:63=,           0, W1:60
            P1:37= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:37+ O1:63= W1:60=,    0, W2:3
            P1:97= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:97+ O1:3=,            0, W1:3
            P1:97= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:97+ O1:4=,            0, ''
            F1:50= F1:50+ A1:50= D1:50= D1:50+ P1:90= O1:50=,                       0, W1:50
            P1:30= O1:90=,                                                        150, F1:30
            P1:30= O1:90= O1:90s,                                                 150, F1:30
            P1:30= O1:90=,                                                        115, ''
            P1:30= O1:90= O1:90s,                                                 115, ''
            P1:30= O1:90= O1:90s O1:90m,                                           60, F1:30
            P1:30= F1:100= F1:100s O1:90= P2:90=,                                 200, ''
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ L1:25=,           0, W1:30
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ S1:25=,           0, W1:30
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ H1:25h,           0, W1:30
            P1:30= F1:100= F1:100+ A1:100= D1:100= D1:100+ P1:30+ H1:25h H1:25u,    0, ''
            P1:30= H1:90h,                                                        115, ''
            P1:30= H1:90h,                                                        125, F1:30
            """)
    void stepsFollowFromTheLog(@Nullable String log, long treasuryMicros, String steps) {
        for (String word : log == null ? new String[0] : log.split(" ", -1)) {
            read(word);
        }
        assertThat(steps(treasuryMicros)).isEqualTo(steps);
    }

    @Test
    void afterAFailureItWaits() {
        for (String word : List.of("P1:30=", "F1:100=", "F1:100-")) {
            read(word);
        }
        assertThat(steps(500)).isEmpty();
        nowMs += RETRY_MS;
        assertThat(steps(500)).isEqualTo("F2:100");
    }

    @Test
    void whatIsReadTwiceCountsOnce() {
        for (String word :
                List.of("P1:30=", "F1:100=", "F1:100+", "F1:100+", "A1:100=", "D1:100=", "D1:100+", "D1:100+")) {
            read(word);
        }
        assertThat(reserve.holdings()).isEqualTo(new Reserve.Holdings(100, 0, 30));
    }

    /** After a takeover what came of a command may be read again, and the chain's amount is the one that counts. */
    @Test
    void whatWasReallyMovedCountsAndACommandThatIsReadAgainChangesNothing() {
        for (String word : List.of("P1:30=", "F1:100=", "F1:99+", "A1:99=", "D1:99=", "D1:99+", "P1:30!", "P1:31=")) {
            read(word);
        }
        assertThat(reserve.holdings()).isEqualTo(new Reserve.Holdings(99, 0, 30));
    }

    @Test
    void whatHappensOnAnotherChainIsNotItsOwn() {
        read("P1:30=");
        read("F1:100=");
        reserve.planned(ChainCommand.newBuilder(command(CommandKind.PRIVATE_PAYOUT, "x:2:PRIVATE_PAYOUT", 40))
                .setChainId(CHAIN + 1)
                .build());
        reserve.ended(
                ChainConfirmation.newBuilder(
                                ended(CommandKind.RESERVE_FUND, "x:1:RESERVE_FUND", 100, TransferStatus.FINAL))
                        .setChainId(CHAIN + 1)
                        .build(),
                nowMs);
        assertThat(reserve.holdings()).isEqualTo(new Reserve.Holdings(0, 0, 30));
    }

    private String steps(long treasuryMicros) {
        return reserve.due(nowMs, treasuryMicros).stream()
                .map(step -> letter(step.kind()) + step.number() + ":" + step.amountMicros())
                .collect(Collectors.joining(" "));
    }

    private static String letter(CommandKind kind) {
        return kind.name().substring("RESERVE_".length(), "RESERVE_".length() + 1);
    }

    private void read(String word) {
        if (word.charAt(0) == 'H') {
            String[] parts = word.substring(1, word.length() - 1).split(":", -1);
            reserve.held(parts[0], word.endsWith("h") ? Long.parseLong(parts[1]) : 0);
            return;
        }
        CommandKind kind = switch (word.charAt(0)) {
            case 'P' -> CommandKind.PRIVATE_PAYOUT;
            case 'F' -> CommandKind.RESERVE_FUND;
            case 'A' -> CommandKind.RESERVE_APPROVE;
            case 'D' -> CommandKind.RESERVE_DEPOSIT;
            case 'W' -> CommandKind.RESERVE_WITHDRAW;
            case 'R' -> CommandKind.RESERVE_RETURN;
            case 'O' -> CommandKind.WITHDRAWAL;
            case 'L' -> CommandKind.BRIDGE_LOCK;
            case 'S' -> CommandKind.SWAP_PAY;
            default -> throw new IllegalArgumentException(word);
        };
        int colon = word.indexOf(':');
        String id = "x:" + word.substring(1, colon) + ":" + kind;
        long micros = Long.parseLong(word.substring(colon + 1, word.length() - 1));
        switch (word.charAt(word.length() - 1)) {
            case '=' -> reserve.planned(command(kind, id, micros));
            case '+' -> reserve.ended(ended(kind, id, micros, TransferStatus.FINAL), nowMs);
            case '-' -> reserve.ended(ended(kind, id, micros, TransferStatus.RETURNED), nowMs);
            case '!' -> reserve.ended(ended(kind, id, micros, TransferStatus.REVOKED), nowMs);
            case 's' -> reserve.changed(transaction(kind, id, TransactionState.SIGNED));
            case 'm' -> reserve.changed(transaction(kind, id, TransactionState.MINED));
            default -> throw new IllegalArgumentException(word);
        }
    }

    private static Address20 signer(CommandKind kind) {
        return PaidByTreasury.is(kind) ? TREASURY : ACCOUNT;
    }

    private static Address20 concerned(CommandKind kind) {
        return kind.name().startsWith("RESERVE_") ? ACCOUNT : PROVIDER;
    }

    private static ChainCommand command(CommandKind kind, String id, long micros) {
        return ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(kind)
                .setChainId(CHAIN)
                .setSigner(signer(kind))
                .setAccount(concerned(kind))
                .setSubjectId(id)
                .setTo(ACCOUNT)
                .setData(ByteBuffer.allocate(0))
                .setAmountMicros(micros)
                .setNotAfterS(0)
                .build();
    }

    private static ChainConfirmation ended(CommandKind kind, String id, long micros, TransferStatus status) {
        return ChainConfirmation.newBuilder()
                .setCommandId(id)
                .setKind(kind)
                .setChainId(CHAIN)
                .setSigner(signer(kind))
                .setAccount(concerned(kind))
                .setSubjectId(id)
                .setStatus(status)
                .setAmountMicros(micros)
                .setFeeMicros(0)
                .setTransactionHash(new Hash32(new byte[32]))
                .setBlockNumber(1)
                .setGasUsed(1)
                .build();
    }

    private static ChainTransaction transaction(CommandKind kind, String id, TransactionState state) {
        return ChainTransaction.newBuilder()
                .setCommandId(id)
                .setKind(kind)
                .setChainId(CHAIN)
                .setSigner(signer(kind))
                .setAccount(concerned(kind))
                .setSubjectId(id)
                .setState(state)
                .setLaneNonce(1)
                .setAttempts(List.of())
                .setBlockNumber(0)
                .setUpdatedAtMs(1)
                .build();
    }

    private static Address20 account(int last) {
        byte[] bytes = new byte[20];
        bytes[19] = (byte) last;
        return new Address20(bytes);
    }
}
