package io.fluxledger.audit.http;

import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets so many requests be at work at a time. One whose turn does not come soon is told to come back: 503 BUSY. */
final class Turns {
    private final Semaphore turns;
    private final Duration patience;

    Turns(int most, Duration patience) {
        this.turns = new Semaphore(most, true);
        this.patience = patience;
    }

    HttpService.Handler around(HttpService.Handler handler) {
        return call -> {
            if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return busy("BUSY", "Too much at once", "as many requests as may be are at work", 1);
            }
            try {
                return handler.handle(call);
            } finally {
                turns.release();
            }
        };
    }

    static HttpReply busy(String code, String title, String detail, long afterS) {
        return HttpReply.problem(Problem.of(503, code, title, detail)).header("Retry-After", Long.toString(afterS));
    }
}
