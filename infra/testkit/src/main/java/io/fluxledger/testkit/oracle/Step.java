package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;

/** One step of a compared run: an input with its place and time, or what flows between the folds. */
sealed interface Step {
    /** Append time of the step's inputs. */
    long clockMs();

    Step at(long clockMs);

    /** An input of payers. */
    record Payers(long clockMs, String key, PayerInput input) implements Step {
        @Override
        public Payers at(long time) {
            return new Payers(time, key, input);
        }
    }

    /** An input of providers. */
    record Providers(long clockMs, String key, ProviderInput input) implements Step {
        @Override
        public Providers at(long time) {
            return new Providers(time, key, input);
        }
    }

    /** A record that cannot be read. */
    record Unreadable(long clockMs, boolean ofProviders) implements Step {
        @Override
        public Unreadable at(long time) {
            return new Unreadable(time, ofProviders);
        }
    }

    /**
     * The oldest of what the folds have for one another arrives.
     *
     * @param toProviders charges and disputes, else refunds
     * @param again it stays in the queue, to come once more
     */
    record Deliver(long clockMs, boolean toProviders, boolean again) implements Step {
        @Override
        public Deliver at(long time) {
            return new Deliver(time, toProviders, again);
        }
    }
}
