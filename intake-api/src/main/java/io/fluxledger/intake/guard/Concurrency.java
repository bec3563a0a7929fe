package io.fluxledger.intake.guard;

import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.Problem;
import java.util.concurrent.Semaphore;

/** Requests that are answered at once. One more is refused at the door, where it has cost nothing. */
public final class Concurrency {
    private final Semaphore places;

    /** @param most requests at once */
    public Concurrency(int most) {
        this.places = new Semaphore(most);
    }

    /** Requests that are being answered now may be this many more. */
    public int free() {
        return places.availablePermits();
    }

    /** The handler, while there is room. */
    public Handler around(Handler handler) {
        return call -> {
            if (!places.tryAcquire()) {
                return HttpReply.problem(Problem.of(
                                503,
                                "OVERLOADED",
                                "Too many requests at once",
                                "nothing was done; try again in a second"))
                        .header("Retry-After", "1");
            }
            boolean answered = false;
            try {
                HttpReply reply = handler.handle(call);
                answered = true;
                // An answer that is still being written keeps its place.
                return reply.afterwards(places::release);
            } finally {
                if (!answered) {
                    places.release();
                }
            }
        };
    }
}
