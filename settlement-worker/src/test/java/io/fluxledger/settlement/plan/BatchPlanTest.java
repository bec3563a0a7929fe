package io.fluxledger.settlement.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
    /** threshold micros, chains | provider net available chain, ... | provider ppm payout carried, ... total */
    private static final String PLANS = """
            1000 any | a 6993 6993000 1                          | a 1000000 6993 0                                  total 6993
            1000 any | a 6993 6993999 1                          | a 1000000 6993 999                                total 6993
            1000 any | a 10 999999 1                             | a 1000000 0 999999                                total 0
            1000 any | a 10 1000000 1                            | a 1000000 1000 0                                  total 1000
            0 any    | a 10 999 1                                | a 1000000 0 999                                   total 0
            0 any    | a 10 1000 1                               | a 1000000 1 0                                     total 1
            1000 any | a 0 5000000 1                             | a 0 5000 0                                        total 5000
            1000 any | a 5 0 0                                   | a 1000000 0 0                                     total 0
            1000 any | a 5 5000000 0                             | a 1000000 0 5000000                               total 0
            1000 1,2 | a 5 5000000 3 , b 5 5000000 2             | a 500000 0 5000000 , b 500000 5000 0              total 5000
            1000 any | c 1 1000000 1 , b 1 1000000 1 , a 1 1 1   | a 333334 0 1 , b 333333 1000 0 , c 333333 1000 0  total 2000
            1000 any | a 1 0 1 , b 2 0 1 , c 4 0 1               | a 142857 0 0 , b 285714 0 0 , c 571429 0 0        total 0
            1000 any | a 0 0 1 , b 0 0 1                         | a 0 0 0 , b 0 0 0                                 total 0
            1000 any | a 9223372036854775807 0 1 , b 9223372036854775807 0 1 | a 500000 0 0 , b 500000 0 0           total 0
            """;

    @Test
    void plans() {
        PLANS.lines().forEach(row -> {
            String[] cells = row.split("\\|");
            assertThat(run(cells[0].strip(), cells[1])).as(row).isEqualTo(words(cells[2]));
        });
    }

    private static String run(String terms, String claims) {
        String[] words = terms.split("\\s+");
        Set<Long> chains = words[1].equals("any")
                ? Set.of()
                : Set.copyOf(
                        Arrays.stream(words[1].split(",")).map(Long::valueOf).toList());
        List<Claim> parsed = Arrays.stream(claims.split(","))
                .map(c -> c.strip().split("\\s+"))
                .map(c -> new Claim(c[0], Long.parseLong(c[1]), Long.parseLong(c[2]), Long.parseLong(c[3])))
                .toList();
        BatchPlan plan = BatchPlan.of(parsed, new PayoutTerms(Long.parseLong(words[0]), chains));
        List<String> shares = plan.shares().stream()
                .map(s -> s.provider() + " " + s.sharePpm() + " " + s.payoutMicros() + " " + s.carriedNanos())
                .toList();
        return String.join(" , ", shares) + " total " + plan.totalMicros();
    }

    private static String words(String cell) {
        return cell.strip().replaceAll("\\s+", " ");
    }

    @Test
    void nothingIsLostAndSharesAreWhole() {
        long seed = Long.getLong("ledger.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 2_000; run++) {
            List<Claim> claims = claims(random);
            PayoutTerms terms = new PayoutTerms(random.nextLong(5_000), Set.of());
            BatchPlan plan = BatchPlan.of(claims, terms);
            String at = "-Dledger.seed=" + seed + " run " + run + " " + claims;

            List<Claim> shuffled = new ArrayList<>(claims);
            Collections.shuffle(shuffled, new Random(run));
            assertThat(BatchPlan.of(shuffled, terms)).as(at).isEqualTo(plan);

            long netSum = claims.stream().mapToLong(Claim::netNanos).sum();
            assertThat(plan.shares().stream().mapToLong(Share::sharePpm).sum())
                    .as(at)
                    .isEqualTo(netSum == 0 ? 0 : 1_000_000);
            for (int i = 0; i < claims.size(); i++) {
                Claim claim = claims.get(i);
                Share share = plan.shares().get(i);
                assertThat(share.provider()).as(at).isEqualTo(claim.provider());
                assertThat(share.payoutMicros() * 1_000 + share.carriedNanos())
                        .as(at)
                        .isEqualTo(claim.availableNanos());
                assertThat(share.payoutMicros() == 0 || share.carriedNanos() < 1_000)
                        .as(at)
                        .isTrue();
                assertThat(share.payoutMicros() == 0 || share.payoutMicros() >= terms.thresholdMicros())
                        .as(at)
                        .isTrue();
                double exact = netSum == 0 ? 0 : claim.netNanos() * 1e6 / netSum;
                assertThat(Math.abs(share.sharePpm() - exact)).as(at).isLessThan(1.001);
            }
        }
    }

    private static List<Claim> claims(SplittableRandom random) {
        List<Claim> claims = new ArrayList<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            long scale = 1L << random.nextInt(50);
            claims.add(new Claim(
                    "0x%040x".formatted(i + 1),
                    random.nextInt(4) == 0 ? 0 : random.nextLong(scale),
                    random.nextInt(4) == 0 ? 0 : random.nextLong(scale),
                    random.nextInt(1, 3)));
        }
        return claims;
    }
}
