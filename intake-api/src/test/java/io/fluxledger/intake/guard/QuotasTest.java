package io.fluxledger.intake.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService.Handler;
import io.github.bucket4j.TimeMeter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotasTest {
    private final AtomicLong nowNanos = new AtomicLong(1);
    private final AtomicInteger handled = new AtomicInteger();
    private final Handler counting = call -> {
        handled.incrementAndGet();
        return HttpReply.json(200, "answer");
    };

    private final TimeMeter time = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nowNanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    /** Three a minute: seconds from the start, caller, and what the answer says. */
    @Test
    void aQuotaIsToldAndKept() throws Exception {
        String table = """
                0  A 200 r=2;t=20 -
                0  A 200 r=1;t=40 -
                0  B 200 r=2;t=20 -
                0  A 200 r=0;t=60 -
                0  A 429 r=0;t=60 20
                19 A 429 r=0;t=41 1
                20 A 200 r=0;t=60 -
                20 A 429 r=0;t=60 20
                20 B 200 r=2;t=20 -
                500 A 200 r=2;t=20 -
                """;
        Quotas quotas = new Quotas(GuardedService.CALLERS, new Quotas.Quota(3, Duration.ofMinutes(1)), time);
        try (GuardedService service = new GuardedService(quotas::around, counting)) {
            for (String row : table.lines().toList()) {
                String[] cells = row.split(" +");
                nowNanos.set(Duration.ofSeconds(Long.parseLong(cells[0])).toNanos() + 1);
                HttpResponse<String> answer = service.send("POST", "/a", "x", "X-Caller", cells[1]);
                assertThat(answer.statusCode()).as(row).isEqualTo(Integer.parseInt(cells[2]));
                assertThat(GuardedService.header(answer, "RateLimit-Policy")).isEqualTo("\"default\";q=3;w=60");
                assertThat(GuardedService.header(answer, "RateLimit")).as(row).isEqualTo("\"default\";" + cells[3]);
                assertThat(GuardedService.header(answer, "Retry-After"))
                        .as(row)
                        .isEqualTo(cells[4].equals("-") ? "" : cells[4]);
            }
        }
        assertThat(handled).as("what is refused is not handled").hasValue(7);
    }

    @Test
    void aRefusalIsAProblem() throws Exception {
        Quotas quotas = new Quotas(GuardedService.CALLERS, new Quotas.Quota(1, Duration.ofSeconds(1)), time);
        try (GuardedService service = new GuardedService(quotas::around, counting)) {
            assertThat(service.send("POST", "/a", "x").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = service.send("POST", "/a", "x");
            assertThat(GuardedService.header(refused, "Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.body()).contains("QUOTA_EXCEEDED");
        }
    }

    @Test
    void aQuotaOfNothingIsAnError() {
        assertThatThrownBy(() -> new Quotas.Quota(0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Quotas.Quota(1, Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneMoreThanThereArePlacesIsRefused() throws Exception {
        CountDownLatch entered = new CountDownLatch(2);
        CountDownLatch leave = new CountDownLatch(1);
        Concurrency places = new Concurrency(2);
        Handler slow = call -> {
            entered.countDown();
            leave.await();
            if (call.body().length == 0) {
                throw new IllegalStateException("broken on purpose");
            }
            return counting.handle(call);
        };
        try (GuardedService service = new GuardedService(places::around, slow)) {
            CompletableFuture<HttpResponse<String>> first = service.later("x");
            CompletableFuture<HttpResponse<String>> second = service.later("");
            entered.await();
            HttpResponse<String> refused = service.send("POST", "/a", "x");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("OVERLOADED");
            assertThat(GuardedService.header(refused, "Retry-After")).isEqualTo("1");
            leave.countDown();
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(second.get().statusCode()).isEqualTo(500);
            assertThat(places.free()).isEqualTo(2);
            assertThat(service.send("POST", "/a", "x").statusCode()).isEqualTo(200);
        }
    }
}
