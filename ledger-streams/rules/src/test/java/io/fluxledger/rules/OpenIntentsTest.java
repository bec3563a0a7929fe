package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Open intents against a plain map: lookups, nonces, and what is due in which order, over several turns of the wheel. */
class OpenIntentsTest {
    private static final long TURN_MS = 4_096_000;

    private record Id(Address payer, String intentId) {}

    private final ContentHash hashes = new ContentHash();

    @Test
    void answersLikeAMap() {
        for (long seed = 1; seed <= 6; seed++) {
            run(seed, seed % 2 == 0 ? 20_000 : 3 * TURN_MS);
        }
    }

    private void run(long seed, long horizonMs) {
        SplittableRandom random = new SplittableRandom(seed);
        OpenIntents open = new OpenIntents(random.nextLong());
        Map<Id, Intent> model = new HashMap<>();
        PartitionHead head = PartitionHead.INITIAL;
        for (int i = 0; i < 30_000; i++) {
            Id id = new Id(PayerScript.address("p" + random.nextInt(3)), "i" + random.nextInt(200));
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> {
                    if (!model.containsKey(id)) {
                        Intent intent = intent(id, random, head, horizonMs);
                        open.put(intent);
                        model.put(id, intent);
                    }
                }
                case 4 -> {
                    open.remove(id.payer(), id.intentId());
                    model.remove(id);
                }
                case 5 -> head = later(head, random, horizonMs);
                default -> {
                    if (random.nextInt(20) == 0) {
                        int limit = 1 + random.nextInt(12);
                        List<Intent> due = open.due(head, limit);
                        assertThat(due).as("seed %d step %d", seed, i).isEqualTo(due(model, head, limit));
                        for (Intent intent : due) {
                            open.remove(intent.payer(), intent.intentId());
                            model.remove(new Id(intent.payer(), intent.intentId()));
                        }
                    }
                }
            }
            assertThat(open.find(id.payer(), id.intentId(), head.clockMs())).isSameAs(model.get(id));
            assertThat(open.size()).isEqualTo(model.size());
            Bytes32 nonce = PayerScript.word("n" + random.nextInt(60));
            long nonceKey = hashes.nonceKey(id.payer(), nonce);
            assertThat(open.isNonceUsed(nonceKey, head.clockMs()))
                    .isEqualTo(model.values().stream().anyMatch(x -> x.nonceKey() == nonceKey));
        }
    }

    private Intent intent(Id id, SplittableRandom random, PartitionHead head, long horizonMs) {
        Bytes32 nonce = PayerScript.word("n" + random.nextInt(60));
        return Intent.of(
                new Intent.Terms(
                        id.payer(),
                        id.intentId(),
                        hashes.intentKey(id.payer(), id.intentId()),
                        PayerScript.address("bob"),
                        Funding.CREDITS,
                        random.nextBoolean() ? PayoutMode.BATCH : PayoutMode.INSTANT,
                        1,
                        hashes.nonceKey(id.payer(), nonce),
                        5,
                        head.clockMs() + 1 + random.nextLong(horizonMs),
                        2,
                        List.of(new Draw(1 + random.nextInt(2), 5)),
                        head.heldMs(2),
                        1 + random.nextInt(9),
                        null,
                        false),
                IntentStatus.LOCKED,
                List.of(),
                null);
    }

    private static PartitionHead later(PartitionHead head, SplittableRandom random, long horizonMs) {
        PartitionHead later = head.at(new InputSource(
                "broadcast",
                0,
                1,
                head.lastOffset() + 1,
                head.clockMs() + random.nextLong(random.nextInt(30) == 0 ? 2 * horizonMs : horizonMs / 100)));
        if (random.nextInt(6) != 0) {
            return later;
        }
        return later.with(
                later.isHeld(2)
                        ? new Hold(2, later.heldMs(2), Hold.NOT_PLACED, 0)
                        : new Hold(2, later.heldMs(2), later.clockMs(), 1));
    }

    private static List<Intent> due(Map<Id, Intent> model, PartitionHead head, int limit) {
        return model.values().stream()
                .filter(i -> i.effectiveDeadlineMs(head) <= head.clockMs())
                .filter(i -> !(i.dependsOnRoute() && head.isHeld(i.payoutChainId())))
                .sorted(Comparator.<Intent>comparingLong(i -> i.effectiveDeadlineMs(head))
                        .thenComparing(Intent::payer)
                        .thenComparing(Intent::intentId))
                .limit(limit)
                .toList();
    }

    @Test
    void drainGivesTheLastStateOfWhatChanged() {
        SplittableRandom random = new SplittableRandom(5);
        OpenIntents open = new OpenIntents(1);
        Map<Id, Intent> changed = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            Id id = new Id(PayerScript.address("p"), "i" + random.nextInt(300));
            if (random.nextInt(3) == 0) {
                open.remove(id.payer(), id.intentId());
                changed.remove(id);
            } else {
                Intent intent = intent(id, random, PartitionHead.INITIAL, 9_000);
                open.put(intent);
                changed.put(id, intent);
            }
            if (random.nextInt(100) == 0) {
                List<Intent> drained = new ArrayList<>();
                open.drain(drained::add);
                // A slot that was used again may be told of once more; what is told is what stands.
                assertThat(drained).containsAll(changed.values());
                drained.forEach(
                        x -> assertThat(open.find(x.payer(), x.intentId(), 0)).isSameAs(x));
                changed.clear();
            }
        }
    }
}
