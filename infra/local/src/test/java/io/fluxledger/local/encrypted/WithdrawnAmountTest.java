package io.fluxledger.local.encrypted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.local.stack.StackException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WithdrawnAmountTest {
    @ParameterizedTest
    @CsvSource({"12.5, 12500000", "0.000001, 1", "1.2345670, 1234567", "7, 7000000"})
    void sixDigitsAreTaken(String decimal, long micros) {
        assertThat(WithdrawCommand.micros(decimal)).isEqualTo(micros);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2345678", "0.0000001", "1,5", "", "99999999999999999999"})
    void whatHasMoreIsRefused(String decimal) {
        assertThatThrownBy(() -> WithdrawCommand.micros(decimal))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("--amount");
    }
}
