package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.rules.LedgerEntry.InputSetAside;
import io.fluxledger.rules.LedgerEntry.PayoutOpened;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Charges, parameters, registrations, payouts and quarantine of the providers' fold, as tables. */
class ProviderFoldTest {
    static final String CHARGES = """
            1000 | charge                                                 | ACCEPTED        | payable=0.006993 window=1:0.007:0.000007 / clearing=-0.007 fees=0.000007
            1000 | charge                                                 | ALREADY_APPLIED | payable=0.006993 window=1:0.007:0.000007
            1000 | charge seq=2 charges=                                  | INVALID_AMOUNT  | payable=0.006993 window=1:0.007:0.000007
            1000 | charge seq=2 charges=1:0                               | INVALID_AMOUNT  | payable=0.006993 window=1:0.007:0.000007
            1000 | charge seq=2 charges=1:1,2:-1                          | INVALID_AMOUNT  | payable=0.006993 window=1:0.007:0.000007
            1000 | charge seq=2 charges=5:0.000000999                     | ACCEPTED        | payable=0.006993 payable@5=0.000000999 window=2:0.007000999:0.000007 / clearing@5=-0.000000999
            1000 | charge seq=3 charges=1:0.000000001                     | ACCEPTED        | payable=0.006993 payable@5=0.000000999 window=3:0.007001:0.000007001 / clearing=-0.000000001 fees=0.000000001
            1000 | charge seq=5 charges=7:0.000001,5:0.001                | ACCEPTED        | payable=0.006993 payable@5=0.001000998 window=4:0.008002:0.000008002 / clearing@5=-0.001 clearing@7=-0.000001 fees@5=0.000000001 fees@7=0.000001
            1000 | charge seq=4                                           | ALREADY_APPLIED | payable=0.006993 payable@5=0.001000998 window=4:0.008002:0.000008002
            1000 | charge from=4                                          | ACCEPTED        | payable=0.013986 payable@5=0.001000998 window=5:0.015002:0.000015002 / clearing=-0.007 fees=0.000007
            1000 | charge seq=6 funding=ESCROW payout=2 charges=2:0.01 fee=0.00001 | ACCEPTED        | payable=0.013986 payable@5=0.001000998 window=6:0.025002:0.000025002
            1000 | charge seq=7 key=0x                                    | KEY_MISMATCH    | payable=0.013986 payable@5=0.001000998 window=6:0.025002:0.000025002
            1000 | charge seq=7 of=8                                      | WRONG_PARTITION | payable=0.013986 payable@5=0.001000998 window=6:0.025002:0.000025002
            1000 | charge provider=nobody of=8                            | WRONG_PARTITION | none
            1000 | garbage                                                | UNREADABLE      | payable=0.013986 payable@5=0.001000998 window=6:0.025002:0.000025002
            1000 | tick                                                   | -               | payable=0.013986 payable@5=0.001000998 window=6:0.025002:0.000025002
            1000 | charge seq=7 charges=1:9000000000,2:9000000000         | OVERFLOW        | payable=0.013986 payable@5=0.001000998 window=6:0.025002:0.000025002
            1000 | charge seq=7 charges=1:9000000000                      | ACCEPTED        | payable=8991000000.013986 payable@5=0.001000998 window=7:9000000000.025002:9000000.000025002 / clearing=-9000000000 fees=9000000
            1000 | charge seq=8 charges=1:1000000000                      | OVERFLOW        | payable=8991000000.013986 payable@5=0.001000998 window=7:9000000000.025002:9000000.000025002
            1000 | charge seq=8 charges=2:1000000000                      | OVERFLOW        | payable=8991000000.013986 payable@5=0.001000998 window=7:9000000000.025002:9000000.000025002
            1000 | charge seq=8 charges=2:1                               | ACCEPTED        | payable=8991000000.013986 payable@2=0.999 payable@5=0.001000998 window=8:9000000001.025002:9000000.001025002 / clearing@2=-1 fees@2=0.001
            """;

    static final String PARAMETERS = """
            1000 | parameters                       | ALREADY_APPLIED | none
            1000 | parameters ppm=-1                | INVALID_AMOUNT  | none
            1000 | parameters ppm=1000001           | INVALID_AMOUNT  | none
            1000 | parameters minimum=-1            | INVALID_AMOUNT  | none
            1000 | parameters ppm=2000              | ACCEPTED        | none
            1000 | parameters ppm=2000              | ALREADY_APPLIED | none
            1000 | charge charges=1:0.0000012       | ACCEPTED        | payable=0.000001198 window=1:0.0000012:0.000000002 / clearing=-0.0000012 fees=0.000000002
            1000 | parameters ppm=1000000           | ACCEPTED        | payable=0.000001198 window=1:0.0000012:0.000000002
            1000 | charge seq=2 charges=1:1         | ACCEPTED        | payable=0.000001198 window=2:1.0000012:1.000000002 / clearing=-1 fees=1
            1000 | parameters ppm=0                 | ACCEPTED        | payable=0.000001198 window=2:1.0000012:1.000000002
            1000 | charge seq=3 charges=1:1         | ACCEPTED        | payable=1.000001198 window=3:2.0000012:1.000000002 / clearing=-1
            1000 | parameters ppm=1000              | ACCEPTED        | payable=1.000001198 window=3:2.0000012:1.000000002
            1000 | charge seq=4 charges=1:0.0000006 | ACCEPTED        | payable=1.000001797 window=4:2.0000018:1.000000003 / clearing=-0.0000006 fees=0.000000001
            """;

    static final String REGISTRATION = """
            9000 | register                                    | AUTHORIZATION_EXPIRED | none
            9000 | register validBefore=9001                   | ACCEPTED              | zero
            9000 | register validBefore=9001                   | ALREADY_APPLIED 2     | zero
            9999 | register validBefore=9001                   | ALREADY_APPLIED 2     | zero
            9999 | register address=other validBefore=99999    | NONCE_REUSED          | zero
            9999 | register chain=3 validBefore=99999          | NONCE_REUSED          | zero
            9999 | refund nonce=g1 amount=1                    | NONCE_REUSED          | zero
            9999 | register nonce=g2 chain=5 validBefore=99999 | ACCEPTED              | zero
            9999 | charge charges=9:1,5:1,2:1 payout=9         | ACCEPTED              | payable@2=1 payable@5=1 payable@9=0.997 window=1:3:0.003 / clearing@2=-1 clearing@5=-1 clearing@9=-1 fees@9=0.003
            9999 | refund amount=1.5                           | ACCEPTED              | payable@2=0.5 payable@9=0.997 window=1:3:0.003 / clearing@2=0.5 clearing@5=1
            9999 | register nonce=f1 chain=2 validBefore=99999 | NONCE_REUSED          | payable@2=0.5 payable@9=0.997 window=1:3:0.003
            """;

    static final String INSTANT = """
            1000 | charge mode=INSTANT charges=1:0.0070019                             | ACCEPTED | payable=0.000000899 in_flight=0.006994 window=1:0.0070019:0.000007001 / clearing=-0.0070019 fees=0.000007001
            1000 | paid id=instant:3:1                                                 | ACCEPTED | payable=0.000000899 window=1:0.0070019:0.000007001 paid=0.006994 / treasury=0.006994
            1000 | charge seq=2 mode=INSTANT charges=1:0.000000001                     | ACCEPTED | payable=0.0000009 window=2:0.007001901:0.000007001 paid=0.006994 / clearing=-0.000000001
            1000 | charge seq=3 mode=INSTANT charges=5:0.001,2:0.0005005 payout=2      | ACCEPTED | payable=0.0000009 payable@2=0.000000999 in_flight@2=0.000499501 in_flight@5=0.000998499 window=3:0.008502401:0.000008502 paid=0.006994 / clearing@2=-0.0005005 clearing@5=-0.001 fees@5=0.000001501
            1000 | paid id=instant:3:3 chain=2 status=SUBMITTED                        | ACCEPTED | payable=0.0000009 payable@2=0.000000999 in_flight@2=0.000499501 in_flight@5=0.000998499 window=3:0.008502401:0.000008502 paid=0.006994
            1000 | paid id=instant:3:3 chain=2                                         | ACCEPTED | payable=0.0000009 payable@2=0.000000999 window=3:0.008502401:0.000008502 paid=0.008492 / treasury@2=0.001498 transit@2=-0.000998499 transit@5=0.000998499
            1000 | charge seq=4 mode=INSTANT charges=1:0.0001 payout=7                 | ACCEPTED | payable=0.0000018 payable@2=0.000000999 in_flight=0.000099 window=4:0.008602401:0.000008602 paid=0.008492 / clearing=-0.0001 fees=0.0000001
            1000 | paid id=instant:3:4 chain=7 status=RETURNED                         | ACCEPTED | payable=0.0001008 payable@2=0.000000999 window=4:0.008602401:0.000008602 paid=0.008492
            1000 | pay id=instant:3:5 micros=50                                        | ACCEPTED | payable=0.0000508 payable@2=0.000000999 in_flight=0.00005 window=4:0.008602401:0.000008602 paid=0.008492
            1000 | charge seq=5 mode=INSTANT charges=1:0.0001                          | ACCEPTED | payable=0.0001507 payable@2=0.000000999 in_flight=0.00005 window=5:0.008702401:0.000008702 paid=0.008492 / clearing=-0.0001 fees=0.0000001
            1000 | charge seq=6 mode=INSTANT funding=ESCROW payout=2 charges=2:0.01 fee=0.00001 | ACCEPTED | payable=0.0001507 payable@2=0.000000999 in_flight=0.00005 window=6:0.018702401:0.000018702 paid=0.008492
            """;

    static final String PAYOUTS = """
            1000 | pay                              | UNKNOWN_PROVIDER              | none
            1000 | charge charges=9:1               | ACCEPTED                      | payable@9=0.999 window=1:1:0.001 / clearing@9=-1 fees@9=0.001
            1000 | charge seq=2 charges=5:1         | ACCEPTED                      | payable@5=0.999 payable@9=0.999 window=2:2:0.002 / clearing@5=-1 fees@5=0.001
            1000 | charge seq=3 charges=1:1         | ACCEPTED                      | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003 / clearing=-1 fees=0.001
            1000 | pay micros=0                     | INVALID_AMOUNT                | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
            1000 | pay micros=-1                    | INVALID_AMOUNT                | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
            1000 | pay micros=9223372036854776      | INVALID_AMOUNT                | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
            1000 | pay micros=2997001               | INSUFFICIENT_PAYABLE          | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
            1000 | pay micros=1500000               | ACCEPTED                      | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | pay micros=1500000               | ALREADY_APPLIED 9             | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | pay micros=1500001               | PAYOUT_WITH_DIFFERENT_CONTENT | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | pay micros=1500000 chain=5       | PAYOUT_WITH_DIFFERENT_CONTENT | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | pay micros=1500000 to=other      | PAYOUT_WITH_DIFFERENT_CONTENT | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | pay micros=1500000 batch=b2      | PAYOUT_WITH_DIFFERENT_CONTENT | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | paid id=none                     | UNKNOWN_PAYOUT                | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | paid provider=nobody             | UNKNOWN_PAYOUT                | none
            1000 | paid chain=5                     | UNEXPECTED_INPUT              | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | paid status=REVOKED              | ALREADY_APPLIED 9             | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | paid status=SUBMITTED            | ACCEPTED                      | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | paid status=SUBMITTED            | ALREADY_APPLIED 19            | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | paid                             | ACCEPTED                      | payable@5=0.498 payable@9=0.999 window=3:3:0.003 paid=1.5 / treasury=1.5 transit=-0.501 transit@5=0.501
            1000 | paid                             | ALREADY_APPLIED 21            | payable@5=0.498 payable@9=0.999 window=3:3:0.003 paid=1.5
            1000 | paid status=SUBMITTED            | ALREADY_APPLIED 21            | payable@5=0.498 payable@9=0.999 window=3:3:0.003 paid=1.5
            1000 | paid status=RETURNED             | PAYOUT_ALREADY_CLOSED         | payable@5=0.498 payable@9=0.999 window=3:3:0.003 paid=1.5
            1000 | paid status=REVOKED              | ACCEPTED                      | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003 / treasury=-1.5 transit=0.501 transit@5=-0.501
            1000 | paid status=REVOKED              | ALREADY_APPLIED 25            | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
            1000 | paid                             | ACCEPTED                      | payable@5=0.498 payable@9=0.999 window=3:3:0.003 paid=1.5 / treasury=1.5 transit=-0.501 transit@5=0.501
            1000 | paid status=REVOKED              | ACCEPTED                      | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003 / treasury=-1.5 transit=0.501 transit@5=-0.501
            1000 | paid status=RETURNED             | ACCEPTED                      | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
            1000 | paid status=RETURNED             | ALREADY_APPLIED 29            | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
            1000 | paid                             | PAYOUT_ALREADY_CLOSED         | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
            1000 | paid status=REVOKED              | PAYOUT_ALREADY_CLOSED         | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
            1000 | paid status=SUBMITTED            | ALREADY_APPLIED 29            | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
            1000 | pay micros=1500000               | ALREADY_APPLIED 29            | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
            1000 | pay id=p2 micros=2997000 chain=9 | ACCEPTED                      | in_flight=0.999 in_flight@5=0.999 in_flight@9=0.999 window=3:3:0.003
            1000 | paid id=p2 chain=9               | ACCEPTED                      | window=3:3:0.003 paid=2.997 / treasury@9=2.997 transit=0.999 transit@5=0.999 transit@9=-1.998
            1000 | pay id=p3 micros=1               | INSUFFICIENT_PAYABLE          | window=3:3:0.003 paid=2.997
            """;

    /** Row 1 pays a payout that was never in flight; rows 1 and 3 are named by quarantines. */
    static final String QUARANTINE = """
            1000 | charge           | ACCEPTED    | payable=0.006993 window=1:0.007:0.000007 / clearing=-0.007 fees=0.000007
            1000 | paid id=ghost    | QUARANTINED | payable=0.006993 window=1:0.007:0.000007
            1000 | quarantine row=1 | ACCEPTED    | payable=0.006993 window=1:0.007:0.000007
            1000 | pay              | ACCEPTED    | in_flight=0.006993 window=1:0.007:0.000007
            1000 | quarantine row=3 | ACCEPTED    | in_flight=0.006993 window=1:0.007:0.000007
            1000 | paid             | ACCEPTED    | window=1:0.007:0.000007 paid=0.006993 / treasury=0.006993
            """;

    static final List<String> TABLES = List.of(CHARGES, PARAMETERS, REGISTRATION, INSTANT, PAYOUTS, QUARANTINE);

    private final ProviderScript script = new ProviderScript();
    private final Address bob = PayerScript.address("bob");

    @Test
    void charges() {
        ScriptTables.check(CHARGES, script::run);
    }

    @Test
    void parameters() {
        ScriptTables.check(PARAMETERS, script::run);
    }

    @Test
    void registration() {
        ScriptTables.check(REGISTRATION, script::run);
    }

    @Test
    void instantPayouts() {
        ScriptTables.check(INSTANT, script::run);
    }

    @Test
    void payouts() {
        ScriptTables.check(PAYOUTS, script::run);
    }

    @Test
    void quarantineSetsAsideWhatBreaksAnInvariantAndNothingElse() {
        script.state.restorer().payout(neverInFlight());
        script.quarantine(1, 3);
        ScriptTables.check(QUARANTINE, script::run);
        assertThat(script.journal.get(2).entries())
                .containsExactly(new InputSetAside(ProviderScript.id(1), "the operator saw it"));
    }

    @Test
    void whatBreaksAnInvariantStopsThePartition() {
        script.state.restorer().payout(neverInFlight());
        script.run(1_000, "charge");
        assertThatThrownBy(() -> script.run(1_000, "paid id=ghost")).isInstanceOf(CorruptionException.class);
    }

    private Payout neverInFlight() {
        return new Payout(
                bob,
                "ghost",
                "b1",
                Payout.Status.IN_FLIGHT,
                1,
                1_000_000,
                bob,
                List.of(new Draw(1, 1_000_000_000)),
                1,
                PayoutTerms.NONE,
                0);
    }

    /** An instant payout goes where the provider wants it, and is taken from the charges in their order. */
    @Test
    void instantPayoutGoesToTheRegisteredAddress() {
        script.run(1_000, "charge mode=INSTANT charges=1:0.001");
        script.run(1_000, "register");
        script.run(1_000, "charge seq=2 mode=INSTANT charges=5:0.001,2:0.0005009 payout=7");
        List<LedgerEntry> payouts = script.journal.stream()
                .flatMap(line -> line.entries().stream())
                .filter(PayoutOpened.class::isInstance)
                .toList();
        assertThat(payouts)
                .containsExactly(
                        new PayoutOpened(
                                "instant:3:1",
                                "instant",
                                0,
                                1,
                                999,
                                ProviderScript.draws("1:0.000999"),
                                bob,
                                PayoutTerms.NONE),
                        new PayoutOpened(
                                "instant:3:2",
                                "instant",
                                0,
                                7,
                                1_499,
                                ProviderScript.draws("5:0.0009985,2:0.0005005"),
                                PayerScript.address("wallet"),
                                PayoutTerms.NONE));
    }

    @Test
    void registrationOutweighsTheChainOfTheLastCharge() {
        script.run(1_000, "charge payout=5");
        assertThat(account().payoutChainId()).isEqualTo(5);
        assertThat(account().payoutAddress()).isEqualTo(bob);
        script.run(1_000, "charge seq=2 funding=ESCROW payout=6");
        assertThat(account().payoutChainId()).isEqualTo(6);
        script.run(1_000, "register");
        script.run(1_000, "charge seq=3 payout=5");
        assertThat(account().payoutChainId()).isEqualTo(2);
        assertThat(account().payoutAddress()).isEqualTo(PayerScript.address("wallet"));
    }

    /** Counters stop; they refuse nothing. */
    @Test
    void countersStopAtTheirEnd() {
        long most = Long.MAX_VALUE;
        script.run(1_000, "charge in=" + most + " out=1");
        script.run(1_000, "charge seq=2 in=1 out=" + most);
        assertThat(account().window()).isEqualTo(new Usage(2, most, most, 14_000_000, 14_000, 13_986_000));
        assertThat(Usage.counted(-5, Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    }

    /** A total that has stopped at its end does not move again, whatever comes back. */
    @Test
    void paidStopsAtItsEnd() {
        script.run(1_000, "charge charges=1:1");
        script.state.restorer().account(account().withPaid(Long.MAX_VALUE - 1));
        script.run(1_000, "pay micros=1");
        script.run(1_000, "paid");
        assertThat(account().paidNanos()).isEqualTo(Long.MAX_VALUE);
        script.run(1_000, "paid status=REVOKED");
        assertThat(account().paidNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void ticksMoveTheClockAndNothingGoesBack() {
        script.run(9_000, "tick");
        assertThat(script.state.head().clockMs()).isEqualTo(9_000);
        assertThat(script.run(1_000, "register")).startsWith("AUTHORIZATION_EXPIRED");
        assertThat(script.journal.getLast().clockMs()).isEqualTo(9_000);
    }

    @Test
    void anInputIsNotFoldedTwice() {
        InputSource source = new InputSource("", 0, 1, 4, 1_000);
        var _ = script.fold.fold(source, new ProviderInput.ClockTick(ProviderScript.id(0)));
        assertThatThrownBy(() -> script.fold.fold(source, new ProviderInput.ClockTick(ProviderScript.id(1))))
                .isInstanceOf(CorruptionException.class);
    }

    @Test
    void otherRulesStopThePartition() {
        assertThatThrownBy(() -> script.run(1_000, "parameters version=2"))
                .isInstanceOf(UnknownRulesVersionException.class);
    }

    private ProviderAccount account() {
        ProviderAccount account = script.state.account(bob);
        if (account == null) {
            throw new AssertionError("no account");
        }
        return account;
    }
}
