package io.fluxledger.relayer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.relayer.plan.Lines;
import io.fluxledger.relayer.plan.PrivatePayouts;
import io.fluxledger.relayer.proofs.ProofsAhead;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is prepared for a lane and when, with a token and a prover that are scripted. A payout's id is its amount. */
class PrivateCallsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String USDC = "0x00000000000000000000000000000000000000cc";
    private static final EncryptedToken TOKEN = new EncryptedToken(
            1,
            "0x00000000000000000000000000000000000000d1",
            "0x00000000000000000000000000000000000000d2",
            ScriptedToken.ACCOUNT,
            100,
            false);

    private final ScriptedToken token = new ScriptedToken();
    private final ProofsAhead proofs = new ProofsAhead(token);
    private final PrivateCalls calls = new PrivateCalls(TOKEN, USDC, proofs);
    /** What the lane has ready, in order. */
    private final List<ChainCommand> ready = new ArrayList<>();
    /** Ids of what was mined, in order. */
    private final List<String> mined = new ArrayList<>();
    /** Ids of those whose proofs the chain did not take. */
    private final List<String> refused = new ArrayList<>();

    @AfterEach
    void close() {
        proofs.close();
    }

    @Test
    void aDepositBehindMorePayoutsThanArePreparedIsMadeAndNoProofTwice() {
        LongStream.rangeClosed(1, 70).forEach(micros -> payout(micros, true));
        ready.add(deposit(5_000));
        untilMined(71);
        assertThat(mined.getFirst()).isEqualTo("deposit");
        assertThat(mined.subList(1, 71)).isEqualTo(ids(1, 70));
        assertThat(token.proven()).as("each once").hasSize(70);
        assertThat(refused).isEmpty();
        assertThat(token.micros()).isEqualTo(5_000 - 70 * 71 / 2);
    }

    @Test
    void whatIsNotPreparedIsNotReadyAndChangesNothing() throws Exception {
        token.credit(10_000);
        LongStream.rangeClosed(1, 70).forEach(micros -> payout(micros, true));
        await().atMost(PATIENCE).until(() -> {
            Set<String> askable = calls.expect(token, ready);
            assertThat(askable).containsExactlyInAnyOrderElementsOf(ids(1, 64));
            return isReady(ready.getFirst()) && token.proven().size() == 64;
        });
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(NotReadyException.class).isThrownBy(() -> calls.of(token, ready.getLast()));
            assertThat(isReady(ready.getFirst())).isTrue();
        }
        assertThat(token.proven()).hasSize(64);
    }

    @Test
    void recipientsWithoutKeysKeepNobodyBehindThemWaiting() {
        token.credit(10_000);
        LongStream.rangeClosed(1, 300).forEach(micros -> payout(micros, false));
        LongStream.rangeClosed(301, 303).forEach(micros -> payout(micros, true));
        untilMined(3);
        assertThat(mined).containsExactly("301", "302", "303");
        assertThat(token.proven()).containsExactly(301L, 302L, 303L);
        token.keys.put(recipient(7), key());
        untilMined(4);
        assertThat(mined.getLast()).isEqualTo("7");
    }

    /** Somebody sends dust before every head: one proof is made for each payout, and each payout takes one. */
    @Test
    void dustHoldsUpNoPayout() {
        token.credit(10_000);
        LongStream.rangeClosed(1, 5).forEach(micros -> payout(micros, true));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> {
            token.credit(1);
            head();
            return mined.size() == 5;
        });
        assertThat(mined).isEqualTo(ids(1, 5));
        assertThat(refused).isEmpty();
    }

    @Test
    void ofTheProofsThatWereMadeTheFirstIsGoodAfterACredit() throws Exception {
        token.credit(10_000);
        LongStream.rangeClosed(1, 5).forEach(micros -> payout(micros, true));
        await().atMost(PATIENCE).until(() -> {
            var _ = calls.expect(token, ready);
            return isReady(ready.getFirst()) && token.proven().size() == 5;
        });
        token.credit(1);
        head();
        assertThat(mined).as("at the next head").containsExactly("1");
        untilMined(5);
        assertThat(token.proven()).containsExactly(1L, 2L, 3L, 4L, 5L, 2L, 3L, 4L, 5L);
        assertThat(refused).isEmpty();
    }

    @Test
    void twoThatCannotBeProvenAreSetAsideAndTheOthersArePaid() {
        token.credit(10_000);
        token.unprovable.addAll(List.of(3L, 6L));
        LongStream.rangeClosed(1, 8).forEach(micros -> payout(micros, true));
        untilMined(6);
        assertThat(mined).containsExactly("1", "2", "4", "5", "7", "8");
    }

    /** The key of 1 was read from a block that a reorganisation took back. */
    @Test
    void theKeyOfAProofThatTheChainRefusesIsReadAgain() {
        token.credit(10_000);
        LongStream.rangeClosed(1, 3).forEach(micros -> payout(micros, true));
        await().atMost(PATIENCE).until(() -> {
            var _ = calls.expect(token, ready);
            return isReady(ready.getFirst()) && token.proven().size() == 3;
        });
        token.keys.put(recipient(1), List.of(BigInteger.TEN, BigInteger.ONE));
        untilMined(3);
        assertThat(mined).isEqualTo(ids(1, 3));
        assertThat(refused).containsExactly("1");
    }

    /** What the chain never takes holds up the others once or twice. */
    @Test
    void whatIsRefusedAgainAndAgainHoldsUpNobody() {
        token.credit(10_000);
        token.refuses = 1;
        LongStream.rangeClosed(1, 3).forEach(micros -> payout(micros, true));
        untilMined(2);
        assertThat(mined).containsExactly("2", "3");
        assertThat(refused).containsExactly("1", "1");
    }

    @Test
    void whatWasMadeForAnotherAuditorIsMadeAgain() {
        token.credit(10_000);
        LongStream.rangeClosed(1, 3).forEach(micros -> payout(micros, true));
        awaitProven(3);
        token.auditor = List.of(BigInteger.valueOf(7), BigInteger.ONE);
        untilMined(3);
        assertThat(mined).isEqualTo(ids(1, 3));
        assertThat(refused).isEmpty();
        assertThat(token.proven()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
    }

    /** The proof that is being made when the auditor changes comes too late. */
    @Test
    void whatIsHandedOverTooLateIsNotKept() throws Exception {
        token.credit(10_000);
        token.handingOver = new CountDownLatch(1);
        payout(1, true);
        await().atMost(PATIENCE).until(() -> {
            assertThat(isReady(ready.getFirst(), calls.expect(token, ready))).isFalse();
            return token.proven().size() == 1;
        });
        token.auditor = List.of(BigInteger.valueOf(7), BigInteger.ONE);
        head();
        token.handingOver.countDown();
        untilMined(1);
        assertThat(refused).isEmpty();
        assertThat(token.proven()).containsExactly(1L, 1L);
    }

    /** The first of a batch is paid by nobody after all: those behind it are on a balance that never comes. */
    @Test
    void aPayoutThatIsGoneTakesItsProofWithIt() {
        token.credit(10_000);
        LongStream.rangeClosed(1, 3).forEach(micros -> payout(micros, true));
        awaitProven(3);
        ready.removeFirst();
        untilMined(2);
        assertThat(mined).containsExactly("2", "3");
        assertThat(refused).isEmpty();
    }

    private void awaitProven(int count) {
        await().atMost(PATIENCE)
                .until(() -> isReady(ready.getFirst(), calls.expect(token, ready))
                        && token.proven().size() == count);
    }

    private boolean isReady(ChainCommand command, Set<String> askable) throws ChainUnavailableException {
        return askable.contains(command.getCommandId()) && isReady(command);
    }

    private static List<String> ids(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
    }

    private boolean isReady(ChainCommand command) throws ChainUnavailableException {
        try {
            return calls.of(token, command).length > 0;
        } catch (NotReadyException e) {
            return false;
        }
    }

    /** Goes from head to head as a lane with one transaction at a time does. */
    private void untilMined(int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> {
            head();
            return mined.size() == count;
        });
    }

    private void head() throws Exception {
        Set<String> askable = calls.expect(token, List.copyOf(ready));
        ChainCommand first = null;
        byte[] call = new byte[0];
        for (ChainCommand command : List.copyOf(ready)) {
            if (!askable.contains(command.getCommandId())) {
                continue;
            }
            try {
                byte[] made = calls.of(token, command);
                if (first == null) {
                    first = command;
                    call = made;
                }
            } catch (NotReadyException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        if (first == null) {
            return;
        }
        if (token.take(first, call)) {
            ready.remove(first);
            mined.add(first.getCommandId());
        } else {
            calls.refused(first);
            refused.add(first.getCommandId());
            // Time to make proofs of what the last head wanted, if it still did.
            await().pollDelay(Duration.ofMillis(20)).until(() -> true);
        }
    }

    private void payout(long micros, boolean registered) {
        String recipient = recipient(micros);
        if (registered) {
            token.keys.put(recipient, key());
        }
        ready.add(new PrivatePayouts(Map.of(1L, TOKEN), new RegistrarView(Map.of(), Map.of()))
                .command(
                        Long.toString(micros),
                        1,
                        Lines.address(recipient),
                        Long.toString(micros),
                        Lines.address(recipient),
                        micros));
    }

    private static List<BigInteger> key() {
        return List.of(BigInteger.ONE, BigInteger.ONE);
    }

    private static String recipient(long micros) {
        return "0x%040x".formatted(0x1000 + micros);
    }

    private static ChainCommand deposit(long micros) {
        return ChainCommand.newBuilder()
                .setCommandId("deposit")
                .setKind(CommandKind.RESERVE_DEPOSIT)
                .setChainId(1)
                .setSigner(Lines.address(ScriptedToken.ACCOUNT))
                .setAccount(Lines.address(ScriptedToken.ACCOUNT))
                .setSubjectId("reserve:1")
                .setTo(Lines.address(TOKEN.encryptedErc()))
                .setData(ByteBuffer.allocate(0))
                .setAmountMicros(micros)
                .setNotAfterS(0)
                .build();
    }
}
