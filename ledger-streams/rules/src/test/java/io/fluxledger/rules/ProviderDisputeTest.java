package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.rules.LedgerEntry.DisputeClosed;
import io.fluxledger.rules.LedgerEntry.DisputeTaken;
import io.fluxledger.rules.LedgerEntry.RefundIssued;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Disputes, refunds and the debts that they may leave, as tables. */
class ProviderDisputeTest {
    static final String REFUNDS = """
            1000 | refund amount=0                     | INVALID_AMOUNT       | none
            1000 | refund amount=-1                    | INVALID_AMOUNT       | none
            1000 | refund                              | UNKNOWN_PROVIDER     | none
            1000 | charge charges=1:1,5:1,9:1 payout=5 | ACCEPTED             | payable=0.997 payable@5=1 payable@9=1 window=1:3:0.003 / clearing=-1 clearing@5=-1 clearing@9=-1 fees=0.003
            1000 | refund amount=2.997000001           | INSUFFICIENT_PAYABLE | payable=0.997 payable@5=1 payable@9=1 window=1:3:0.003
            1000 | refund amount=1.5                   | ACCEPTED             | payable=0.497 payable@9=1 window=1:3:0.003 / clearing=0.5 clearing@5=1
            1000 | refund amount=1.5                   | ALREADY_APPLIED 6    | payable=0.497 payable@9=1 window=1:3:0.003
            1000 | refund amount=1.4                   | NONCE_REUSED         | payable=0.497 payable@9=1 window=1:3:0.003
            1000 | refund amount=1.5 id=i2             | NONCE_REUSED         | payable=0.497 payable@9=1 window=1:3:0.003
            1000 | refund amount=1.5 payer=carol       | NONCE_REUSED         | payable=0.497 payable@9=1 window=1:3:0.003
            1000 | refund amount=1.497 nonce=f2        | ACCEPTED             | window=1:3:0.003 / clearing=0.497 clearing@9=1
            1000 | refund amount=0.000000001 nonce=f3  | INSUFFICIENT_PAYABLE | window=1:3:0.003
            """;

    static final String DISPUTES = """
            1000 | charge charges=1:1,5:1,9:1 payout=5  | ACCEPTED               | payable=0.997 payable@5=1 payable@9=1 window=1:3:0.003 / clearing=-1 clearing@5=-1 clearing@9=-1 fees=0.003
            1000 | dispute amount=1.5                   | ACCEPTED               | payable=0.497 payable@9=1 disputed=0.5 disputed@5=1 window=1:3:0.003
            1000 | dispute amount=1.5                   | ALREADY_APPLIED        | payable=0.497 payable@9=1 disputed=0.5 disputed@5=1 window=1:3:0.003
            1000 | charge seq=9                         | ALREADY_APPLIED        | payable=0.497 payable@9=1 disputed=0.5 disputed@5=1 window=1:3:0.003
            1000 | decide from=4                        | UNKNOWN_DISPUTE        | payable=0.497 payable@9=1 disputed=0.5 disputed@5=1 window=1:3:0.003
            1000 | decide seq=8                         | UNKNOWN_DISPUTE        | payable=0.497 payable@9=1 disputed=0.5 disputed@5=1 window=1:3:0.003
            1000 | decide payer=carol                   | UNKNOWN_DISPUTE        | payable=0.497 payable@9=1 disputed=0.5 disputed@5=1 window=1:3:0.003
            1000 | decide id=i2                         | UNKNOWN_DISPUTE        | payable=0.497 payable@9=1 disputed=0.5 disputed@5=1 window=1:3:0.003
            1000 | decide provider=nobody               | UNKNOWN_DISPUTE        | none
            1000 | decide upheld=-0.000000001           | INVALID_AMOUNT         | payable=0.497 payable@9=1 disputed=0.5 disputed@5=1 window=1:3:0.003
            1000 | decide upheld=1.500000001            | INVALID_AMOUNT         | payable=0.497 payable@9=1 disputed=0.5 disputed@5=1 window=1:3:0.003
            1000 | decide upheld=1.2                    | ACCEPTED               | payable=0.797 payable@9=1 window=1:3:0.003 / clearing=0.2 clearing@5=1
            1000 | decide upheld=1.2                    | ALREADY_APPLIED 12     | payable=0.797 payable@9=1 window=1:3:0.003
            1000 | decide upheld=1                      | DISPUTE_ALREADY_CLOSED | payable=0.797 payable@9=1 window=1:3:0.003
            1000 | dispute seq=10 amount=2              | ACCEPTED               | disputed=0.797 disputed@9=1 window=1:3:0.003
            1000 | decide seq=10 upheld=0               | ACCEPTED               | payable=0.797 payable@9=1 window=1:3:0.003
            1000 | decide seq=10 upheld=0               | ALREADY_APPLIED 16     | payable=0.797 payable@9=1 window=1:3:0.003
            1000 | decide seq=10 upheld=0.1             | DISPUTE_ALREADY_CLOSED | payable=0.797 payable@9=1 window=1:3:0.003
            1000 | dispute seq=11 amount=1              | ACCEPTED               | payable@9=0.797 disputed=0.797 disputed@9=0.203 window=1:3:0.003
            1000 | decide seq=11                        | ACCEPTED               | payable@9=0.797 window=1:3:0.003 / clearing=0.797 clearing@9=0.203
            1000 | dispute seq=12 amount=0.5            | ACCEPTED               | payable@9=0.297 disputed@9=0.5 window=1:3:0.003
            1000 | dispute seq=13 amount=0.6            | ACCEPTED               | disputed@9=0.797 window=1:3:0.003
            1000 | charge seq=14 charges=9:0.2 payout=7 | ACCEPTED               | payable@9=0.1998 disputed@9=0.797 window=2:3.2:0.0032 / clearing@9=-0.2 fees@9=0.0002
            1000 | decide seq=13 upheld=0.6             | ACCEPTED               | debt@7=-0.1032 disputed@9=0.5 window=2:3.2:0.0032 / clearing@7=0.303 clearing@9=0.297 transit@7=-0.1998 transit@9=0.1998
            1000 | decide seq=12 upheld=0.1             | ACCEPTED               | payable@9=0.2968 window=2:3.2:0.0032 / clearing@9=0.1 transit@7=-0.1032 transit@9=0.1032
            1000 | dispute provider=nobody seq=15       | ACCEPTED               | zero
            """;

    static final String DEBTS = """
            1000 | charge charges=1:1                       | ACCEPTED             | payable=0.999 window=1:1:0.001 / clearing=-1 fees=0.001
            1000 | pay micros=999000                        | ACCEPTED             | in_flight=0.999 window=1:1:0.001
            1000 | dispute amount=0.5                       | ACCEPTED             | in_flight=0.999 window=1:1:0.001
            1000 | decide upheld=0.5                        | ACCEPTED             | in_flight=0.999 debt=-0.5 window=1:1:0.001 / clearing=0.5
            1000 | charge seq=10 charges=5:0.2              | ACCEPTED             | in_flight=0.999 debt=-0.3002 window=2:1.2:0.0012 / clearing@5=-0.2 fees@5=0.0002 transit=-0.1998 transit@5=0.1998
            1000 | charge seq=11 charges=1:0.1 mode=INSTANT | ACCEPTED             | in_flight=0.999 debt=-0.2003 window=3:1.3:0.0013 / clearing=-0.1 fees=0.0001
            1000 | refund amount=0.1                        | INSUFFICIENT_PAYABLE | in_flight=0.999 debt=-0.2003 window=3:1.3:0.0013
            1000 | pay id=p2 micros=1                       | INSUFFICIENT_PAYABLE | in_flight=0.999 debt=-0.2003 window=3:1.3:0.0013
            1000 | paid status=RETURNED                     | ACCEPTED             | payable=0.7987 window=3:1.3:0.0013
            1000 | pay id=p2 micros=798700                  | ACCEPTED             | in_flight=0.7987 window=3:1.3:0.0013
            1000 | paid id=p2                               | ACCEPTED             | window=3:1.3:0.0013 paid=0.7987 / treasury=0.7987
            1000 | dispute seq=12 amount=1                  | ACCEPTED             | window=3:1.3:0.0013 paid=0.7987
            1000 | decide seq=12 upheld=1                   | ACCEPTED             | debt=-1 window=3:1.3:0.0013 paid=0.7987 / clearing=1
            1000 | register chain=5                         | ACCEPTED             | debt=-1 window=3:1.3:0.0013 paid=0.7987
            1000 | dispute seq=13 amount=1                  | ACCEPTED             | debt=-1 window=3:1.3:0.0013 paid=0.7987
            1000 | decide seq=13 upheld=1                   | ACCEPTED             | debt=-1 debt@5=-1 window=3:1.3:0.0013 paid=0.7987 / clearing@5=1
            1000 | register nonce=g2 chain=9                | ACCEPTED             | debt=-1 debt@5=-1 window=3:1.3:0.0013 paid=0.7987
            1000 | dispute seq=14 amount=1                  | ACCEPTED             | debt=-1 debt@5=-1 window=3:1.3:0.0013 paid=0.7987
            1000 | decide seq=14 upheld=1                   | ACCEPTED             | debt=-1 debt@5=-1 debt@9=-1 window=3:1.3:0.0013 paid=0.7987 / clearing@9=1
            1000 | parameters ppm=0                         | ACCEPTED             | debt=-1 debt@5=-1 debt@9=-1 window=3:1.3:0.0013 paid=0.7987
            1000 | charge seq=15 charges=5:0.5              | ACCEPTED             | debt=-1 debt@5=-0.5 debt@9=-1 window=4:1.8:0.0013 paid=0.7987 / clearing@5=-0.5
            1000 | charge seq=16 charges=5:0.6,7:0.5,9:0.1  | ACCEPTED             | debt=-0.4 debt@9=-0.9 window=5:3:0.0013 paid=0.7987 / clearing@5=-0.6 clearing@7=-0.5 clearing@9=-0.1 transit=-0.6 transit@5=0.1 transit@7=0.5
            1000 | charge seq=17 charges=7:1,1:1            | ACCEPTED             | payable=0.7 window=6:5:0.0013 paid=0.7987 / clearing=-1 clearing@7=-1 transit=-0.1 transit@7=1 transit@9=-0.9
            """;

    static final List<String> TABLES = List.of(REFUNDS, DISPUTES, DEBTS);

    private final ProviderScript script = new ProviderScript();
    private final Address alice = PayerScript.address("alice");

    @Test
    void refunds() {
        ScriptTables.check(REFUNDS, script::run);
    }

    @Test
    void disputes() {
        ScriptTables.check(DISPUTES, script::run);
    }

    @Test
    void debts() {
        ScriptTables.check(DEBTS, script::run);
    }

    /** What goes to payers is numbered in the partition, without gaps. */
    @Test
    void refundsAreNumbered() {
        script.run(1_000, "charge charges=1:1,5:1 payout=5");
        script.run(1_000, "refund amount=0.25");
        script.run(1_000, "dispute amount=2");
        script.run(1_000, "dispute seq=10 amount=2 id=i2");
        script.run(1_000, "decide upheld=2");
        script.run(1_000, "decide upheld=0 seq=10 id=i2");
        script.run(1_000, "refund nonce=f2 amount=1");
        script.run(1_000, "charge seq=11 charges=1:1 payout=5");
        script.run(1_000, "charge seq=12 charges=1:1 payout=5");
        script.run(1_000, "refund nonce=f3 amount=0.25 id=i3");
        assertThat(script.journal.stream()
                        .flatMap(line -> line.entries().stream())
                        .filter(e ->
                                e instanceof DisputeTaken || e instanceof DisputeClosed || e instanceof RefundIssued))
                .containsExactly(
                        refund("i1", "5:0.25", "f1", 1),
                        new DisputeTaken(alice, "i1", 2_000_000_000, ProviderScript.draws("5:0.75,1:0.998"), 3, 9),
                        new DisputeTaken(alice, "i2", 2_000_000_000, List.of(), 3, 10),
                        decided("i1", 9, 2_000_000_000, "5:0.75,1:0.998,5:0.252", 2),
                        decided("i2", 10, 0, "", 0),
                        refund("i3", "1:0.25", "f3", 3));
        assertThat(script.state.head().chargeSequence()).isEqualTo(3);
    }

    private RefundIssued refund(String intentId, String draws, String nonce, long sequence) {
        return new RefundIssued(alice, intentId, ProviderScript.draws(draws), PayerScript.word(nonce), sequence);
    }

    private DisputeClosed decided(String intentId, long source, long upheldNanos, String draws, long sequence) {
        return new DisputeClosed(
                alice, intentId, 3, source, upheldNanos, RequestedBy.GATEWAY, ProviderScript.draws(draws), sequence);
    }
}
