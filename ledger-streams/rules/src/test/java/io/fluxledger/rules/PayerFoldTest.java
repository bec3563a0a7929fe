package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One row is an input and its exact outcome, with the payer's balances after it. */
class PayerFoldTest {
    static final String DEPOSITS = """
            1000 | request                        | ACCEPTED                       | zero
            1000 | request                        | ALREADY_APPLIED                | zero
            1000 | request micros=60000000        | DEPOSIT_WITH_DIFFERENT_CONTENT | zero
            1000 | request nonce=d2 micros=0      | INVALID_AMOUNT                 | zero
            1000 | request nonce=d2 micros=-1     | INVALID_AMOUNT                 | zero
            1000 | request nonce=d2 micros=9223372036854776 | INVALID_AMOUNT       | zero
            1000 | request nonce=d2 validBefore=1 | AUTHORIZATION_EXPIRED          | zero
            2000 | deposited                      | ACCEPTED                       | available=50
            2000 | deposited                      | ALREADY_APPLIED                | available=50
            2000 | deposited micros=1             | DEPOSIT_WITH_DIFFERENT_CONTENT | available=50
            2000 | deposited micros=0             | INVALID_AMOUNT                 | available=50
            2000 | depositFailed                  | DEPOSIT_ALREADY_CREDITED       | available=50
            2000 | depositFailed nonce=none       | UNKNOWN_DEPOSIT                | available=50
            2000 | request nonce=d3               | ACCEPTED                       | available=50
            2000 | depositFailed nonce=d3         | ACCEPTED                       | available=50
            2000 | depositFailed nonce=d3         | ALREADY_APPLIED                | available=50
            2000 | deposited nonce=d4 chain=5 micros=7 | ACCEPTED                  | available=50 available@5=0.000007
            2000 | request nonce=d4 chain=5 micros=7   | ALREADY_APPLIED           | available=50 available@5=0.000007
            2000 | deposited nonce=d5 micros=9223372036854775 | OVERFLOW           | available=50 available@5=0.000007
            2000 | deposited key=0xAB             | KEY_MISMATCH                   | available=50 available@5=0.000007
            2000 | deposited payer=dan of=64 partition=63 | WRONG_PARTITION        | none
            2000 | deposited payer=carol          | ACCEPTED                       | available=50
            2000 | garbage                        | UNREADABLE                     | available=50 available@5=0.000007
            """;

    static final String CREDITS = """
            1000 | lock                         | UNKNOWN_ACCOUNT               | none
            1000 | deposited                    | ACCEPTED                      | available=50
            1000 | deposited nonce=d2 chain=2 micros=1000000 | ACCEPTED         | available=50 available@2=1
            1000 | lock id=                     | INVALID_ID                    | available=50 available@2=1
            1000 | lock id=a/b                  | INVALID_ID                    | available=50 available@2=1
            1000 | lock max=0                   | INVALID_AMOUNT                | available=50 available@2=1
            1000 | lock max=-1                  | INVALID_AMOUNT                | available=50 available@2=1
            1000 | lock draws=1:0.04            | INVALID_DRAW                  | available=50 available@2=1
            1000 | lock draws=1:0.06            | INVALID_DRAW                  | available=50 available@2=1
            1000 | lock draws=1:0.02,1:0.03     | INVALID_DRAW                  | available=50 available@2=1
            1000 | lock draws=1:-0.01,2:0.06    | INVALID_DRAW                  | available=50 available@2=1
            1000 | lock deadline=1000           | DEADLINE_PASSED               | available=50 available@2=1
            1000 | lock deadline=86401001       | DEADLINE_TOO_FAR              | available=50 available@2=1
            1000 | lock max=51                  | INSUFFICIENT_CREDITS          | available=50 available@2=1
            1000 | lock max=2 draws=2:2         | INSUFFICIENT_CREDITS          | available=50 available@2=1
            1000 | lock                         | ACCEPTED                      | available=49.95 available@2=1 locked=0.05
            1000 | lock                         | ALREADY_APPLIED               | available=49.95 available@2=1 locked=0.05
            1000 | lock max=0.06                | INTENT_WITH_DIFFERENT_CONTENT | available=49.95 available@2=1 locked=0.05
            1000 | lock id=i2                   | NONCE_REUSED                  | available=49.95 available@2=1 locked=0.05
            1000 | settle                       | NOTHING_USED                  | available=49.95 available@2=1 locked=0.05
            1000 | receipt used=0               | INVALID_AMOUNT                | available=49.95 available@2=1 locked=0.05
            1000 | receipt in=-1                | INVALID_USAGE                 | available=49.95 available@2=1 locked=0.05
            1000 | receipt id=none              | UNKNOWN_INTENT                | available=49.95 available@2=1 locked=0.05
            1000 | receipt provider=eve         | WRONG_PROVIDER                | available=49.95 available@2=1 locked=0.05
            1000 | receipt payoutChain=3        | WRONG_PAYOUT_CHAIN            | available=49.95 available@2=1 locked=0.05
            1000 | receipt used=0.050000001     | USAGE_EXCEEDS_LOCK            | available=49.95 available@2=1 locked=0.05
            1000 | receipt used=0.003           | ACCEPTED                      | available=49.95 available@2=1 locked=0.05
            1000 | receipt used=0.003           | ALREADY_APPLIED               | available=49.95 available@2=1 locked=0.05
            1000 | receipt used=0.004           | RECEIPT_WITH_DIFFERENT_CONTENT | available=49.95 available@2=1 locked=0.05
            1000 | receipt nonce=r2 used=0.048  | USAGE_EXCEEDS_LOCK            | available=49.95 available@2=1 locked=0.05
            1000 | receipt nonce=r2 in=1099511627777 used=0.001 | INVALID_USAGE | available=49.95 available@2=1 locked=0.05
            1000 | receipt nonce=r2 used=0.004  | ACCEPTED                      | available=49.95 available@2=1 locked=0.05
            1000 | settle provider=eve          | WRONG_PROVIDER                | available=49.95 available@2=1 locked=0.05
            1000 | settle id=none               | UNKNOWN_INTENT                | available=49.95 available@2=1 locked=0.05
            1000 | settle nonce=r2              | NONCE_REUSED                  | available=49.95 available@2=1 locked=0.05
            1000 | settle                       | ACCEPTED                      | available=49.993 available@2=1
            1000 | settle                       | ALREADY_APPLIED               | available=49.993 available@2=1
            1000 | receipt used=0.003           | ALREADY_APPLIED               | available=49.993 available@2=1
            1000 | receipt used=0.009           | RECEIPT_WITH_DIFFERENT_CONTENT | available=49.993 available@2=1
            1000 | receipt nonce=r3 payoutChain=7 | WRONG_PAYOUT_CHAIN          | available=49.993 available@2=1
            1000 | lock                         | ALREADY_APPLIED               | available=49.993 available@2=1
            1000 | lock max=0.06                | INTENT_WITH_DIFFERENT_CONTENT | available=49.993 available@2=1
            1000 | lock id=i2                   | NONCE_REUSED                  | available=49.993 available@2=1
            1000 | settle provider=eve          | WRONG_PROVIDER                | available=49.993 available@2=1
            1000 | receipt nonce=r3 provider=eve | WRONG_PROVIDER               | available=49.993 available@2=1
            1000 | receipt nonce=r3             | INTENT_ALREADY_CLOSED         | available=49.993 available@2=1
            1000 | refund                       | INTENT_ALREADY_CLOSED         | available=49.993 available@2=1
            1000 | lock id=i3 nonce=l3 max=1.5 draws=2:1,1:0.5 | ACCEPTED       | available=49.493 locked=0.5 locked@2=1
            1000 | receipt id=i3 nonce=r4 used=1.2 | ACCEPTED                   | available=49.493 locked=0.5 locked@2=1
            1000 | settle id=i3 nonce=s3        | ACCEPTED                      | available=49.793
            """;

    /** Locks that name no draws; the payout chain is 2. */
    static final String DRAWING = """
            1000 | deposited                     | ACCEPTED             | available=50
            1000 | deposited nonce=d2 chain=2 micros=1000000 | ACCEPTED | available=50 available@2=1
            1000 | deposited nonce=d5 chain=5 micros=7000000 | ACCEPTED | available=50 available@2=1 available@5=7
            1000 | lock draws= max=0.4           | ACCEPTED             | available=50 available@2=0.6 available@5=7 locked@2=0.4
            1000 | lock draws= max=0.4           | ALREADY_APPLIED      | available=50 available@2=0.6 available@5=7 locked@2=0.4
            1000 | lock draws=1:0.4 max=0.4      | ALREADY_APPLIED      | available=50 available@2=0.6 available@5=7 locked@2=0.4
            1000 | lock id=i2 nonce=l2 draws= max=57.600000001 | INSUFFICIENT_CREDITS | available=50 available@2=0.6 available@5=7 locked@2=0.4
            1000 | lock id=i2 nonce=l2 draws= max=52.6 | ACCEPTED       | available@5=5 locked=50 locked@2=1 locked@5=2
            1000 | lock id=i3 nonce=l3 draws= max=5.000000001 | INSUFFICIENT_CREDITS | available@5=5 locked=50 locked@2=1 locked@5=2
            1000 | lock id=i3 nonce=l3 draws= max=5 | ACCEPTED          | locked=50 locked@2=1 locked@5=7
            1000 | lock id=i4 nonce=l4 draws= max=0.000000001 | INSUFFICIENT_CREDITS | locked=50 locked@2=1 locked@5=7
            1000 | receipt id=i2 used=1.6        | ACCEPTED             | locked=50 locked@2=1 locked@5=7
            1000 | settle id=i2                  | ACCEPTED             | available=49 available@5=2 locked@2=0.4 locked@5=5
            """;

    static final String REFUNDS = """
            1000   | deposited                    | ACCEPTED              | available=50
            1000   | lock                         | ACCEPTED              | available=49.95 locked=0.05
            1000   | refund id=none               | UNKNOWN_INTENT        | available=49.95 locked=0.05
            1000   | refund provider=eve          | WRONG_PROVIDER        | available=49.95 locked=0.05
            1000   | refund by=PAYER              | WRONG_PROVIDER        | available=49.95 locked=0.05
            1000   | receipt                      | ACCEPTED              | available=49.95 locked=0.05
            1000   | settle by=PAYER              | WRONG_PROVIDER        | available=49.95 locked=0.05
            1000   | refund nonce=r1              | NONCE_REUSED          | available=49.95 locked=0.05
            1000   | refund                       | ACCEPTED              | available=50
            1000   | refund                       | ALREADY_APPLIED       | available=50
            1000   | settle                       | INTENT_ALREADY_CLOSED | available=50
            1000   | lock id=i2 nonce=l2          | ACCEPTED              | available=49.95 locked=0.05
            1000   | lock id=i3 nonce=l3 deadline=400000 | ACCEPTED       | available=49.9 locked=0.1
            299999 | tick                         | -                     | available=49.9 locked=0.1
            300000 | receipt id=i2 nonce=r2       | DEADLINE_PASSED       | available=49.9 locked=0.1
            299000 | receipt id=i2 nonce=r2       | DEADLINE_PASSED       | available=49.9 locked=0.1
            300000 | refund id=i2 nonce=f2        | DEADLINE_PASSED       | available=49.9 locked=0.1
            300000 | tick                         | ACCEPTED              | available=49.95 locked=0.05
            300000 | tick                         | -                     | available=49.95 locked=0.05
            300000 | settle id=i2 nonce=s2        | INTENT_ALREADY_CLOSED | available=49.95 locked=0.05
            300000 | refund id=i2 nonce=f2        | ALREADY_APPLIED       | available=49.95 locked=0.05
            300000 | lock id=i4 nonce=l4 deadline=400000 | ACCEPTED       | available=49.9 locked=0.1
            300000 | parameters sweep=1           | ACCEPTED              | available=49.9 locked=0.1
            500000 | tick                         | ACCEPTED              | available=49.95 locked=0.05
            500000 | tick                         | ACCEPTED              | available=50
            500000 | parameters sweep=0           | INVALID_AMOUNT        | available=50
            """;

    static final String WITHDRAWALS = """
            1000   | withdraw                     | UNKNOWN_ACCOUNT                   | none
            1000   | deposited                    | ACCEPTED                          | available=50
            1000   | withdraw id=                 | INVALID_ID                        | available=50
            1000   | withdraw amount=0            | INVALID_AMOUNT                    | available=50
            1000   | withdraw amount=-1           | INVALID_AMOUNT                    | available=50
            1000   | withdraw amount=0.0000001    | INVALID_AMOUNT                    | available=50
            1000   | withdraw amount=50.000001    | INSUFFICIENT_CREDITS              | available=50
            1000   | withdraw chain=2             | INSUFFICIENT_CREDITS              | available=50
            900000 | withdraw                     | AUTHORIZATION_EXPIRED             | available=50
            900000 | withdraw validBefore=900001  | ACCEPTED                          | available=40 withdrawing=10
            900000 | withdraw validBefore=900001  | ALREADY_APPLIED                   | available=40 withdrawing=10
            900000 | withdraw validBefore=900001 amount=11 | WITHDRAWAL_WITH_DIFFERENT_CONTENT | available=40 withdrawing=10
            900000 | withdraw id=w2 validBefore=900001 | NONCE_REUSED                 | available=40 withdrawing=10
            900000 | withdrawn id=none            | UNKNOWN_WITHDRAWAL                | available=40 withdrawing=10
            900000 | withdrawn chain=2            | UNEXPECTED_INPUT                  | available=40 withdrawing=10
            900000 | withdrawn status=REVOKED     | ALREADY_APPLIED                   | available=40 withdrawing=10
            900000 | withdrawn status=SUBMITTED   | ACCEPTED                          | available=40 withdrawing=10
            900000 | withdrawn status=SUBMITTED   | ALREADY_APPLIED                   | available=40 withdrawing=10
            900000 | withdrawn status=REVOKED     | ALREADY_APPLIED                   | available=40 withdrawing=10
            900000 | withdrawn                    | ACCEPTED                          | available=40
            900000 | withdrawn status=REVOKED     | ACCEPTED                          | available=40 withdrawing=10
            900000 | withdrawn                    | ACCEPTED                          | available=40
            900000 | withdrawn                    | ALREADY_APPLIED                   | available=40
            900000 | withdrawn status=RETURNED    | WITHDRAWAL_ALREADY_CLOSED         | available=40
            900000 | withdraw id=w3 nonce=w3 validBefore=900001 | ACCEPTED            | available=30 withdrawing=10
            900000 | withdrawn id=w3 status=RETURNED | ACCEPTED                       | available=40
            900000 | withdrawn id=w3 status=RETURNED | ALREADY_APPLIED                | available=40
            900000 | withdrawn id=w3 status=REVOKED | WITHDRAWAL_ALREADY_CLOSED       | available=40
            900000 | withdrawn id=w3              | WITHDRAWAL_ALREADY_CLOSED         | available=40
            """;

    static final String ESCROW = """
            1000   | escrow receiver=eve          | UNSUPPORTED_MODE         | none
            1000   | escrow mode=BATCH            | UNSUPPORTED_MODE         | none
            1000   | escrow micros=49999          | INVALID_AMOUNT           | none
            1000   | escrow max=0.050000001 micros=50000 | INVALID_AMOUNT   | none
            1000   | escrow draws=yes             | INVALID_DRAW             | none
            1000   | confirm                      | UNKNOWN_INTENT           | none
            1000   | escrow                       | ACCEPTED                 | zero
            1000   | escrow                       | ALREADY_APPLIED          | zero
            1000   | receipt id=e1                | INTENT_NOT_LOCKED        | zero
            1000   | settle id=e1                 | INTENT_NOT_LOCKED        | zero
            1000   | confirm step=CAPTURE         | ESCROW_STEP_OUT_OF_ORDER | zero
            1000   | confirm step=VOID            | ESCROW_STEP_OUT_OF_ORDER | zero
            1000   | confirm micros=1             | INVALID_AMOUNT           | zero
            1000   | confirm chain=1              | UNEXPECTED_INPUT         | zero
            1000   | confirm                      | ACCEPTED                 | escrow_locked@2=0.05
            1000   | confirm                      | ALREADY_APPLIED          | escrow_locked@2=0.05
            1000   | fail                         | ESCROW_STEP_OUT_OF_ORDER | escrow_locked@2=0.05
            1000   | receipt id=e1 used=0.0070009 | ACCEPTED                 | escrow_locked@2=0.05
            1000   | settle id=e1                 | ACCEPTED                 | escrow_voiding@2=0.043
            1000   | confirm step=CAPTURE micros=7001 | INVALID_AMOUNT       | escrow_voiding@2=0.043
            1000   | confirm step=CAPTURE micros=7000 fee=7001 | INVALID_AMOUNT | escrow_voiding@2=0.043
            1000   | confirm step=CAPTURE micros=7000 fee=7 | ACCEPTED       | escrow_voiding@2=0.043
            1000   | confirm step=CAPTURE micros=7000 fee=7 | ALREADY_APPLIED | escrow_voiding@2=0.043
            1000   | confirm step=VOID micros=1   | INVALID_AMOUNT           | escrow_voiding@2=0.043
            1000   | confirm step=VOID micros=43000 | ACCEPTED               | zero
            1000   | confirm step=VOID micros=43000 | ALREADY_APPLIED        | zero
            1000   | escrow id=e2 nonce=e2        | ACCEPTED                 | zero
            1000   | fail id=e2                   | ACCEPTED                 | zero
            1000   | fail id=e2                   | ALREADY_APPLIED          | zero
            1000   | fail id=none                 | UNKNOWN_INTENT           | zero
            1000   | escrow id=e3 nonce=e3        | ACCEPTED                 | zero
            1000   | refund id=e3                 | ACCEPTED                 | zero
            1000   | confirm id=e3                | ACCEPTED                 | escrow_voiding@2=0.05
            1000   | confirm id=e3 step=VOID      | ACCEPTED                 | zero
            1000   | escrow id=e4 nonce=e4        | ACCEPTED                 | zero
            1000   | confirm id=e4                | ACCEPTED                 | escrow_locked@2=0.05
            300000 | tick                         | ACCEPTED                 | escrow_voiding@2=0.05
            300000 | fail id=e4 step=VOID         | ACCEPTED                 | escrow_voiding@2=0.05
            300000 | confirm id=e4 step=VOID      | ACCEPTED                 | zero
            300000 | escrow id=e5 nonce=e5 deadline=400000 | ACCEPTED        | zero
            300000 | confirm id=e5                | ACCEPTED                 | escrow_locked@2=0.05
            300000 | receipt id=e5 nonce=r5       | ACCEPTED                 | escrow_locked@2=0.05
            300000 | settle id=e5 nonce=s5        | ACCEPTED                 | escrow_voiding@2=0.043
            300000 | fail id=e5 step=CAPTURE      | ACCEPTED                 | escrow_voiding@2=0.05
            300000 | confirm id=e5 step=VOID      | ACCEPTED                 | zero
            """;

    static final List<String> TABLES = Stream.concat(
                    Stream.of(DEPOSITS, CREDITS, DRAWING, REFUNDS, WITHDRAWALS, ESCROW),
                    PayerAftermathTest.TABLES.stream())
            .toList();

    static PayerScript check(String table) {
        PayerScript script = new PayerScript();
        ScriptTables.check(table, (clock, input) -> {
            PayerScript.Result result = script.run(clock, input);
            return List.of(result.outcome(), result.balances());
        });
        return script;
    }

    @Test
    void deposits() {
        check(DEPOSITS);
    }

    @Test
    void creditsLockReceiptSettle() {
        PayerScript script = check(CREDITS);
        assertThat(charges(script))
                .extracting(ProviderInput.UsageCharged::charges)
                .containsExactly(
                        List.of(new Draw(1, 7_000_000)), List.of(new Draw(2, 1_000_000_000), new Draw(1, 200_000_000)));
        assertThat(charges(script))
                .extracting(ProviderInput.UsageCharged::sourceSequence)
                .containsExactly(1L, 2L);
    }

    @Test
    void creditsAreDrawnInOrder() {
        check(DRAWING);
    }

    @Test
    void atMostSixteenChainsAreDrawnOn() {
        Balances balances = Balances.NONE;
        for (int chain = 1; chain <= 17; chain++) {
            balances = balances.plus(AccountType.PAYER_AVAILABLE, chain, 10);
        }
        assertThat(balances.draw(AccountType.PAYER_AVAILABLE, 9, 161, IntentRules.MAX_DRAWS))
                .isNull();
        assertThat(balances.draw(AccountType.PAYER_AVAILABLE, 9, 160, IntentRules.MAX_DRAWS))
                .hasSize(16)
                .startsWith(new Draw(9, 10), new Draw(1, 10))
                .endsWith(new Draw(16, 10));
    }

    @Test
    void refundsAndExpiry() {
        check(REFUNDS);
    }

    @Test
    void withdrawals() {
        check(WITHDRAWALS);
    }

    @Test
    void escrow() {
        PayerScript script = check(ESCROW);
        assertThat(charges(script)).hasSize(1);
        assertThat(charges(script).getFirst().escrowFeeNanos()).isEqualTo(7_000);
        assertThat(charges(script).getFirst().charges()).containsExactly(new Draw(2, 7_000_000));
    }

    static List<ProviderInput.UsageCharged> charges(PayerScript script) {
        return script.charges.stream()
                .map(c -> assertThat(c)
                        .isInstanceOf(ProviderInput.UsageCharged.class)
                        .actual())
                .map(ProviderInput.UsageCharged.class::cast)
                .toList();
    }

    @Test
    void postingsOverTheWholeJournalSumToZero() {
        for (String table : TABLES) {
            long sum = check(table).journal.stream()
                    .flatMap(line -> line.postings().stream())
                    .mapToLong(Posting::amountNanos)
                    .sum();
            assertThat(sum).isZero();
        }
    }

    @Test
    void rejectionsNeverCreateAccounts() {
        PayerScript script = new PayerScript();
        script.run(1_000, "lock payer=nobody");
        script.store.accounts(account -> fail("an account for nothing: " + account));
    }

    @Test
    void anUnknownRulesVersionStopsTheTask() {
        assertThatThrownBy(() -> new PayerScript().run(1, "parameters version=2"))
                .isInstanceOf(UnknownRulesVersionException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void anOffsetThatWasFoldedBeforeStopsTheTask() {
        PayerFold fold = new PayerFold(new PayerState());
        InputSource source = new InputSource("", 0, 1, 5, 1);
        fold.fold(source, new PayerInput.ClockTick(new InputId(1, 1)));
        assertThatThrownBy(() -> fold.fold(source, new PayerInput.ClockTick(new InputId(1, 2))))
                .isInstanceOf(CorruptionException.class);
    }
}
