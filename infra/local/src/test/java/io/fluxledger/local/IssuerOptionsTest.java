package io.fluxledger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.local.stack.IssuerSettings;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.local.stack.StackSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class IssuerOptionsTest {
    private static IssuerSettings over(IssuerSettings before, String... arguments) {
        return CommandLine.populateCommand(new IssuerOptions(), arguments).over(before);
    }

    /** What is not given stays; an empty issuer takes it away. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --oidc-issuer=https://a.example               | https://a.example fluxledger roles wallet
            --oidc-audience=shop                          | https://b.example shop roles wallet
            --oidc-role-claim=realm.roles                 | https://b.example fluxledger realm.roles wallet
            --oidc-account-claim=sub                      | https://b.example fluxledger roles sub
            --oidc-issuer=                                | fluxledger roles wallet
            """)
    void whatIsGivenCounts(String argument, String expected) {
        IssuerSettings before = new IssuerSettings("https://b.example", "fluxledger", "roles", "wallet");
        IssuerSettings now = over(before, argument);
        assertThat(String.join(" ", now.issuer(), now.audience(), now.roleClaim(), now.accountClaim())
                        .trim())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--oidc-issuer=login", "--oidc-issuer=not an address", "--oidc-audience=", "--oidc-role-claim= "
            })
    void whatNoServiceCouldUseIsRefused(String argument) {
        assertThatThrownBy(() -> over(IssuerSettings.NONE, argument)).isInstanceOf(StackException.class);
    }

    @Test
    void aStackThatWasNeverAskedHasNone() throws Exception {
        StackSettings read = new ObjectMapper().readValue("""
                {"window":"PT1H","intentExpiry":"PT300S","providerSla":"PT30S","payoutThresholdMicros":1000,"confirmations":2}
                """, StackSettings.class);
        assertThat(read.issuer()).isEqualTo(IssuerSettings.NONE);
    }
}
