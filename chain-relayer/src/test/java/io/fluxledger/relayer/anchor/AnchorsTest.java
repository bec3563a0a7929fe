package io.fluxledger.relayer.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.contracts.FluxPayAuditAbi;
import io.fluxledger.events.Address20;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionState;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnchorsTest {
    private static final long CHAIN = 43_113;
    private static final String OPERATOR = "0x00000000000000000000000000000000000000aa";
    private static final String TRAIL = "0x00000000000000000000000000000000000000bb";
    private static final long RETRY_MS = 1_000;
    private static final long MOST_RETRY_MS = 5_000;

    private final Anchors anchors = new Anchors(Map.of(CHAIN, contracts()), RETRY_MS, MOST_RETRY_MS);

    private static ChainContracts contracts() {
        String none = "0x0000000000000000000000000000000000000001";
        return new ChainContracts(
                CHAIN,
                none,
                none,
                none,
                TRAIL,
                none,
                OPERATOR,
                new Eip712Domain("USD Coin", "2", CHAIN, EthAddress.parse(none)));
    }

    /**
     * Words: N a batch, N@C a batch for chain C, N.A=STATE what became of attempt A of batch N at that many milliseconds,
     * N.A that it was asked for.
     */
    @ParameterizedTest(name = "{0} at {1} ms: {2}")
    @CsvSource(nullValues = "nothing", textBlock = """
            nothing,                                              0,     nothing
            7,                                                    0,     7.1 behind 6
            7 7.1,                                                0,     nothing
            7 7.1 7.1=SIGNED:5,                                   9999,  nothing
            7 7.1 7.1=FINAL:5,                                    9999,  nothing
            7 7.1 7.1=FINAL:5 8,                                  9999,  8.1 behind 7
            7 7.1 8,                                              9999,  nothing
            7 7.1 8 7.1=FINAL:5,                                  9999,  8.1 behind 7
            7 7.1 7.1=FINAL:5 8 7.1=BROADCAST:6,                  9999,  nothing
            7 7.1 7.1=FAILED:100,                                 1099,  nothing
            7 7.1 7.1=FAILED:100,                                 1100,  7.2 behind 6
            7 7.1 7.1=FAILED:100 7.2,                             9999,  nothing
            7 7.1 7.1=FAILED:100 7.2 7.2=FAILED:2000,             3999,  nothing
            7 7.1 7.1=FAILED:100 7.2 7.2=FAILED:2000,             4000,  7.3 behind 6
            7 7.1=FAILED:1 7.2=FAILED:2 7.3=FAILED:3 7.4=FAILED:4 7.5=FAILED:5, 5004, nothing
            7 7.1=FAILED:1 7.2=FAILED:2 7.3=FAILED:3 7.4=FAILED:4 7.5=FAILED:5, 5005, 7.6 behind 6
            7 7.1=FAILED:1 7.1=MINED:2,                           9999,  nothing
            7.1 7.1=FINAL:5 7,                                    9999,  nothing
            7@0 8@0,                                              0,     nothing
            7@0 8@0 9,                                            0,     9.1 behind 0
            7 7.1 7.1=FINAL:5 8@0 9,                              0,     9.1 behind 7
            7@99,                                                 0,     nothing
            7 7.1 7.1=FINAL:5 7,                                  9999,  nothing
            9 9.1 9.1=FINAL:5 8,                                  9999,  nothing
            """)
    void whatIsDueFollowsFromTheLog(@Nullable String log, long nowMs, @Nullable String due) {
        for (String word : log == null ? new String[0] : log.split(" ", -1)) {
            read(word);
        }
        Optional<ChainCommand> command = anchors.due(nowMs);
        assertThat(command.map(AnchorsTest::named)).isEqualTo(Optional.ofNullable(due));
    }

    /** Whoever can write batches decides on numbers and roots, and on nothing else of what is signed. */
    @Test
    void aCommandGoesToTheTrailFromTheOperator() {
        read("7");
        ChainCommand command = anchors.due(0).orElseThrow();
        assertThat(command.getKind()).isEqualTo(CommandKind.AUDIT_ANCHOR);
        assertThat(command.getTo()).isEqualTo(address(TRAIL));
        assertThat(command.getSigner()).isEqualTo(address(OPERATOR));
        assertThat(command.getNonce()).isNull();
        assertThat(command.getAmountMicros()).isZero();
        assertThat(command.getData())
                .isEqualTo(ByteBuffer.wrap(
                        FluxPayAuditAbi.anchor(root(7).bytes(), root(6).bytes(), BigInteger.valueOf(7))));
    }

    private static String named(ChainCommand command) {
        byte[] data = command.getData().array();
        return command.getCommandId().replaceFirst("anchor:(\\d+):(\\d+)", "$1.$2") + " behind " + data[4 + 63];
    }

    private void read(String word) {
        int equals = word.indexOf('=');
        int colon = word.indexOf(':');
        if (equals > 0) {
            anchors.changed(changed(
                    id(word.substring(0, equals)),
                    TransactionState.valueOf(word.substring(equals + 1, colon)),
                    Long.parseLong(word.substring(colon + 1))));
        } else if (word.contains(".")) {
            anchors.planned(command(id(word)));
        } else {
            String[] parts = word.split("@", -1);
            anchors.sealed(batch(Long.parseLong(parts[0]), parts.length == 1 ? CHAIN : Long.parseLong(parts[1])));
        }
    }

    private static String id(String word) {
        return "anchor:" + word.replace('.', ':');
    }

    private static String subject(String commandId) {
        return "merkle:" + commandId.split(":", -1)[1];
    }

    private static AuditBatch batch(long id, long chainId) {
        return AuditBatch.newBuilder()
                .setBatchId(id)
                .setPreviousBatchId(id - 1)
                .setPreviousRoot(root(id - 1))
                .setRoot(root(id))
                .setLeaves(1)
                .setPreviousProof(List.of())
                .setChainId(chainId)
                .setHeads(List.of())
                .setLiabilities(List.of())
                .setSealedAtMs(1)
                .build();
    }

    private static ChainCommand command(String id) {
        return ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(CommandKind.AUDIT_ANCHOR)
                .setChainId(CHAIN)
                .setSigner(address(OPERATOR))
                .setAccount(address(OPERATOR))
                .setSubjectId(subject(id))
                .setTo(address(TRAIL))
                .setData(ByteBuffer.allocate(0))
                .setAmountMicros(0)
                .setNotAfterS(0)
                .build();
    }

    private static ChainTransaction changed(String id, TransactionState state, long atMs) {
        return ChainTransaction.newBuilder()
                .setCommandId(id)
                .setKind(CommandKind.AUDIT_ANCHOR)
                .setChainId(CHAIN)
                .setSigner(address(OPERATOR))
                .setAccount(address(OPERATOR))
                .setSubjectId(subject(id))
                .setState(state)
                .setLaneNonce(1)
                .setAttempts(List.of())
                .setBlockNumber(0)
                .setUpdatedAtMs(atMs)
                .build();
    }

    private static Hash32 root(long last) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) last;
        return new Hash32(bytes);
    }

    private static Address20 address(String hex) {
        return new Address20(HexFormat.of().parseHex(hex, 2, hex.length()));
    }
}
