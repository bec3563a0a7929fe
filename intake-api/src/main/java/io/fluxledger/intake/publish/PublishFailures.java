package io.fluxledger.intake.publish;

import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** What a client is told of an input that went to the log and was not answered. */
final class PublishFailures {
    private PublishFailures() {}

    /**
     * @param again what to do where the input may have been written
     * @return LOG_REFUSED (503) when the log does not let this service write, OUTCOME_UNKNOWN (504) otherwise
     */
    static ProblemException of(Throwable cause, String again) {
        if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
            return new ProblemException(Problem.of(
                    503,
                    "LOG_REFUSED",
                    "The log does not let this service write",
                    "sending it again does not help before an operator has given the service its rights (" + cause
                            + ")"));
        }
        return unknown(String.valueOf(cause), again);
    }

    static ProblemException unknown(String why, String again) {
        return new ProblemException(
                Problem.of(504, "OUTCOME_UNKNOWN", "The outcome is not known yet", again + " (" + why + ")"));
    }
}
