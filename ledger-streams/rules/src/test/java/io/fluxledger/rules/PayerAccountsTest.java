package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The table of accounts against a map. */
class PayerAccountsTest {
    private static final int STEPS = 200_000;

    @Test
    void findsWhatAMapFinds() {
        for (int accounts : new int[] {1, 64, 65, 50_000}) {
            run(accounts);
        }
    }

    private static void run(int addresses) {
        SplittableRandom random = new SplittableRandom(addresses);
        PayerAccounts accounts = new PayerAccounts(random.nextLong());
        Map<Address, PayerAccount> model = new HashMap<>();
        for (int i = 0; i < STEPS; i++) {
            // Neighbours that differ in one word alone.
            int number = random.nextInt(addresses);
            Address address = new Address(
                    number % 3 == 0 ? number : 0, number % 3 == 1 ? number : 0, number % 3 == 2 ? number : 0);
            PayerAccounts.Slot found = accounts.find(address);
            PayerAccount known = model.get(address);
            assertThat(found == null ? null : found.account())
                    .as("%d addresses, step %d", addresses, i)
                    .isEqualTo(known);
            if (random.nextInt(4) == 0) {
                PayerAccount next = PayerAccount.empty(address).withLine(i, Bytes32.ZERO);
                PayerAccounts.Slot slot = accounts.get(address);
                assertThat(slot.put(next)).isTrue();
                assertThat(slot.put(next)).isFalse();
                slot.drained();
                model.put(address, next);
            }
        }
        Map<Address, PayerAccount> visited = new HashMap<>();
        accounts.forEach(account -> assertThat(visited.put(account.payer(), account))
                .as("visited twice")
                .isNull());
        assertThat(visited).isEqualTo(model);
    }
}
