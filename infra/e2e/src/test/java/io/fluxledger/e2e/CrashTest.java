package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.local.load.LoadPlan;
import io.fluxledger.local.load.LoadReport;
import io.fluxledger.local.load.LoadRun;
import io.fluxledger.local.load.ModelPrice;
import io.fluxledger.local.load.Trace;
import io.fluxledger.local.stack.PartState;
import io.fluxledger.local.stack.Parts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CrashTest {
    private static final int CALLS = 600;
    private static final long SEED = 20_261_121;

    @Test
    void aKilledStreamsProcessLosesAndInventsNothing() throws Exception {
        LiveStack stack = LiveStack.shared();
        PartState streams = stack.state().part(Parts.STREAMS).orElseThrow();
        LoadPlan plan =
                new LoadPlan(Trace.generate(SEED, CALLS), ModelPrice.DEFAULT, SEED, 4, 3, Double.POSITIVE_INFINITY, 16);
        AtomicLong done = new AtomicLong();
        LoadRun load = new LoadRun(plan, stack.directory(), stack.state());
        CompletableFuture<LoadReport> running =
                CompletableFuture.supplyAsync(() -> load.run((part, line) -> {}, done::set));
        await().atMost(Duration.ofMinutes(3)).until(() -> done.get() > CALLS / 4 || running.isDone());
        assertThat(running).as("still in the middle of the load").isNotDone();
        streams.process().kill();
        stack.resume();
        assertThat(stack.state().part(Parts.STREAMS).orElseThrow().pid()).isNotEqualTo(streams.pid());
        LoadReport report = running.get(5, TimeUnit.MINUTES);
        assertThat(done.get()).isEqualTo(CALLS);
        assertThat(report.rejected()).isEmpty();
        assertThat(report.settled()).isEqualTo(CALLS);
        assertThat(report.capturedNanos()).isEqualTo(report.pricedNanos());
        LiveStack.Ran verify = stack.ledger("verify");
        assertThat(verify.out()).contains(" 0 differences, conservation 0");
        assertThat(verify.status()).isZero();
    }
}
