package io.fluxledger.intake.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.runtime.Problem;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublishFailuresTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new TopicAuthorizationException(Set.of("ledger.inputs.v1")), 503, "LOG_REFUSED"),
                Arguments.of(new ClusterAuthorizationException("idempotent writes"), 503, "LOG_REFUSED"),
                Arguments.of(new SaslAuthenticationException("expired"), 503, "LOG_REFUSED"),
                Arguments.of(new TimeoutException("expired 3 records"), 504, "OUTCOME_UNKNOWN"),
                Arguments.of(new NotEnoughReplicasException("1 of 2"), 504, "OUTCOME_UNKNOWN"),
                Arguments.of(new IllegalStateException("closed"), 504, "OUTCOME_UNKNOWN"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void sayWhetherSendingAgainHelps(Throwable cause, int status, String code) {
        Problem problem = PublishFailures.of(cause, "send it again").problem();
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(String.valueOf(problem.detail())).contains(String.valueOf(cause.getMessage()));
        assertThat(String.valueOf(problem.detail()).startsWith("send it again")).isEqualTo(status == 504);
    }
}
