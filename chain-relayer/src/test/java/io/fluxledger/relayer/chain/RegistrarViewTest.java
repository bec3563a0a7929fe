package io.fluxledger.relayer.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.web3j.utils.Numeric;

/** Two registrars: one answers, one hangs. Whose address ends with 1 has a key. */
class RegistrarViewTest {
    private static final long GOOD = 1;
    private static final long HANGING = 2;
    private static final String WITH = "0x" + "0".repeat(39) + "1";
    private static final String WITHOUT = "0x" + "0".repeat(39) + "2";

    private final CountDownLatch hangs = new CountDownLatch(1);
    private final List<List<String>> asked = new CopyOnWriteArrayList<>();
    private int timesHung;

    private static EncryptedToken token(long chainId) {
        return new EncryptedToken(chainId, "0xd1", "0xd2", "0xd3", 1, true);
    }

    private List<String> answer(String to, List<byte[]> calls) {
        List<String> accounts = calls.stream()
                .map(call -> "0x" + Numeric.toHexStringNoPrefix(call).substring(32, 72))
                .toList();
        asked.add(accounts);
        List<String> answers = new ArrayList<>();
        accounts.forEach(account ->
                answers.add("0x" + (account.equals(WITH) ? "0".repeat(63) + "7" : "0".repeat(64)) + "0".repeat(64)));
        return answers;
    }

    private List<String> hang(String to, List<byte[]> calls) throws ChainUnavailableException {
        timesHung++;
        try {
            hangs.await();
        } catch (InterruptedException e) {
            throw new ChainUnavailableException("interrupted", e);
        }
        return List.of();
    }

    @Test
    void allAreAskedAtOnceAndAChainThatHangsHoldsUpNobodyForLong() {
        ContractViews good = this::answer;
        ContractViews hanging = this::hang;
        try (RegistrarView view = new RegistrarView(
                Map.of(GOOD, token(GOOD), HANGING, token(HANGING)), Map.of(GOOD, good, HANGING, hanging))) {
            long startNanos = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                view.prepare(Map.of(GOOD, Set.of(WITH, WITHOUT), HANGING, Set.of(WITHOUT)));
                assertThat(view.isUnregistered(GOOD, WITHOUT)).isTrue();
                assertThat(view.isUnregistered(GOOD, WITH)).isFalse();
                assertThat(view.isUnregistered(HANGING, WITHOUT))
                        .as("nobody said so")
                        .isFalse();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(8));
            assertThat(timesHung).as("left alone for a while").isLessThanOrEqualTo(2);
            assertThat(asked.getFirst()).containsExactlyInAnyOrder(WITH, WITHOUT);
            assertThat(asked.subList(1, 20)).as("who has a key keeps it").containsOnly(List.of(WITHOUT));
        }
        hangs.countDown();
    }
}
