package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalExampleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "run {0}")
    @ValueSource(ints = {1, 2})
    void comesToTheDocumentsFiguresAlsoOnUsedState(int run) throws Exception {
        LiveStack.Ran demo = LiveStack.shared().ledger("demo", "--json");
        assertThat(demo.status()).as(demo.err() + demo.out()).isZero();
        JsonNode figures = JSON.readTree(demo.out());
        String table = """
                /escrow/payerWallet         99.993
                /escrow/providerReceived    0.006993
                /escrow/fee                 0.000007
                /credits/available          49.993
                /credits/locked             0
                /refunds/timeout            0.05
                /refunds/providerFailure    0.05
                /refunds/invalidReceipt     0.05
                /refunds/overpayment        0.043
                /payout/auditorReads        0.006993
                /payout/providerPaid        0.006993
                /payout/providerWithdrew    0.006993
                /withdrawal/walletReceived  49.993
                /conservationNanos          0
                /differences                0
                """;
        for (String row : table.lines().toList()) {
            String[] cells = row.split("\\s+", -1);
            assertThat(figures.at(cells[0]).asText()).as(cells[0]).isEqualTo(cells[1]);
        }
        Set<String> names = new HashSet<>();
        Set<Long> chains = new HashSet<>();
        for (JsonNode transaction : figures.path("transactions")) {
            names.add(transaction.path("name").asText());
            chains.add(transaction.path("chainId").asLong());
            assertThat(transaction.path("hash").asText()).matches("0x[0-9a-f]{64}");
        }
        assertThat(names)
                .contains(
                        "DEPOSIT", "ESCROW_AUTHORIZE", "ESCROW_CAPTURE", "ESCROW_VOID", "PRIVATE_PAYOUT", "WITHDRAWAL")
                .doesNotContain("PAYOUT");
        assertThat(chains).containsExactlyInAnyOrder(43114L, 42161L);
    }

    @Test
    void statusAndTopicsShowIt() {
        LiveStack stack = LiveStack.shared();
        LiveStack.Ran status = stack.ledger("status");
        assertThat(status.status()).as(status.out()).isZero();
        assertThat(status.out().lines().filter(l -> l.contains(" up "))).hasSize(14);
        assertThat(status.out()).containsPattern("(?m)^ *watch .* up ");
        assertThat(stack.ledger("topics").out()).contains("ledger.inputs.v1", "JournalLine");
    }
}
