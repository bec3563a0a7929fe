package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Packed intents against a plain map, over many pages that come and go. */
class ResolvedIntentsTest {
    private static final long LIFE_MS = 20_000;

    private static ResolvedIntent intent(SplittableRandom random, long key, long clockMs) {
        List<ResolvedIntent.SeenReceipt> receipts = new ArrayList<>();
        long opened = clockMs + 1;
        for (int i = random.nextInt(8) == 0 ? random.nextInt(64) : random.nextInt(2); i > 0; i--) {
            receipts.add(new ResolvedIntent.SeenReceipt(
                    random.nextLong(), random.nextLong(), opened + random.nextLong(1L << random.nextInt(1, 40))));
        }
        return new ResolvedIntent(
                new Fingerprint(key, ~key),
                random.nextBoolean() ? IntentStatus.SETTLED : IntentStatus.EXPIRED,
                PayerScript.address("bob" + random.nextInt(300)),
                random.nextLong(),
                random.nextLong(400),
                random.nextInt(4) == 0 ? -1 - random.nextLong(9) : random.nextLong(1L << 40),
                random.nextLong(Long.MAX_VALUE),
                random.nextLong(Long.MAX_VALUE),
                opened,
                opened + random.nextLong(1L << random.nextInt(1, 40)),
                clockMs + random.nextLong(1, LIFE_MS),
                receipts);
    }

    @Test
    void answersLikeAMap() {
        for (long seed = 1; seed <= 3; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ResolvedIntents packed = new ResolvedIntents(random.nextLong());
        Map<Fingerprint, ResolvedIntent> model = new LinkedHashMap<>();
        Map<Fingerprint, ResolvedIntent> log = new HashMap<>();
        Set<Fingerprint> gone = new HashSet<>();
        long clockMs = 0;
        for (int i = 0; i < 60_000; i++) {
            clockMs += random.nextInt(3);
            long key = random.nextLong(3_000);
            Fingerprint print = new Fingerprint(key, ~key);
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3, 4 -> {
                    ResolvedIntent intent = intent(random, key, clockMs);
                    packed.add(intent);
                    model.put(print, intent);
                    gone.remove(print);
                }
                case 5 -> {
                    packed.remove(print);
                    model.remove(print);
                    gone.add(print);
                }
                default -> {
                    long now = clockMs;
                    packed.forget(clockMs, random.nextInt(6), forgotten -> {
                        ResolvedIntent before = Objects.requireNonNull(model.remove(forgotten));
                        assertThat(before.forgetAtMs()).isLessThanOrEqualTo(now);
                        gone.add(forgotten);
                    });
                }
            }
            ResolvedIntent known = model.get(print);
            assertThat(packed.find(print, clockMs))
                    .as("seed %d step %d", seed, i)
                    .isEqualTo(known == null || known.forgetAtMs() <= clockMs ? null : known);
            assertThat(packed.size()).isEqualTo(model.size());
            if (i % 1_000 == 0) {
                check(packed, model, log, gone, random, clockMs);
            }
        }
    }

    private static void check(
            ResolvedIntents packed,
            Map<Fingerprint, ResolvedIntent> model,
            Map<Fingerprint, ResolvedIntent> log,
            Set<Fingerprint> gone,
            SplittableRandom random,
            long clockMs) {
        gone.forEach(log::remove);
        gone.clear();
        packed.drain(intent -> log.put(intent.key(), intent));
        assertThat(log).isEqualTo(model);
        Map<Fingerprint, ResolvedIntent> all = new HashMap<>();
        packed.forEach(intent -> assertThat(all.put(intent.key(), intent)).isNull());
        assertThat(all).isEqualTo(model);
        List<ResolvedIntent> shuffled = new ArrayList<>(log.values());
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        ResolvedIntents restored = new ResolvedIntents(random.nextLong());
        shuffled.forEach(restored::add);
        model.forEach((key, intent) -> assertThat(restored.find(key, clockMs)).isEqualTo(packed.find(key, clockMs)));
        for (long nonce = 0; nonce < 400; nonce++) {
            long nonceKey = nonce;
            boolean used = model.values().stream().anyMatch(x -> x.nonceKey() == nonceKey && x.forgetAtMs() > clockMs);
            assertThat(packed.isNonceUsed(nonceKey, clockMs)).isEqualTo(used);
            assertThat(restored.isNonceUsed(nonceKey, clockMs)).isEqualTo(used);
        }
    }
}
