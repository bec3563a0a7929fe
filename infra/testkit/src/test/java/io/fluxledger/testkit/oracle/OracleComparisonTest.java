package io.fluxledger.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;
import java.math.BigInteger;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rerun a failing case with {@code -Dledger.seed=…}, the seed that it prints. */
class OracleComparisonTest {
    private static final long INPUTS = 200_000;
    private static final long SLOW_INPUTS = 5_000_000;
    private static final long WRONG_INPUTS = 50_000;
    /** Some mistakes show only after a whole call, its payout and what changes it. */
    private static final int FEW_ROWS = 40;

    private final long seed = Long.getLong("ledger.seed", System.currentTimeMillis());

    @Test
    void foldsAnswerAsTheRulesSay() {
        compare(INPUTS);
    }

    @Test
    @Tag("slow")
    void foldsAnswerAsTheRulesSayForMillionsOfInputs() {
        compare(SLOW_INPUTS);
    }

    private void compare(long inputs) {
        OracleComparison.Report report = new OracleComparison().run(seed, inputs);
        System.out.printf(
                "oracle: seed %d, %d inputs, %d lines compared, %d inputs/s%n",
                seed, report.inputs(), report.lines(), report.inputsPerSecond());
        assertThat(report.difference()).as("difference").isNull();
        assertThat(report.coverage().missing())
                .as("never occurred, seed %d", seed)
                .isEmpty();
    }

    @Test
    void findsAnOracleThatForgetsReceipts() {
        assertFound(new OracleComparison(
                () -> new OracleLedger() {
                    @Override
                    public OracleAnswer answer(InputSource source, PayerInput input) {
                        if (input instanceof PayerInput.UsageReceipt receipt) {
                            var intent = state.intents.get(new PayerState.Id(receipt.payer(), receipt.intentId()));
                            if (intent != null) {
                                intent.receipts.remove(receipt.nonce());
                            }
                        }
                        return super.answer(source, input);
                    }
                },
                OracleProviders::new));
    }

    @Test
    void findsAnOracleThatLetsHoldsStandStill() {
        assertFound(new OracleComparison(
                () -> new OracleLedger() {
                    @Override
                    public OracleAnswer answer(InputSource source, PayerInput input) {
                        if (input instanceof PayerInput.ClockTick) {
                            state.holds.clear();
                        }
                        return super.answer(source, input);
                    }
                },
                OracleProviders::new));
    }

    @Test
    void findsAnOracleThatRoundsFeesUp() {
        assertFound(new OracleComparison(OracleLedger::new, () -> new OracleProviders() {
            @Override
            public OracleAnswer answer(InputSource source, ProviderInput input) {
                if (input instanceof ProviderInput.UsageCharged charge) {
                    var provider = state.providers.get(charge.provider());
                    if (provider != null) {
                        provider.feeRemainder = BigInteger.valueOf(999_999);
                    }
                }
                return super.answer(source, input);
            }
        }));
    }

    @Test
    void findsAnOracleThatForgetsHowLongAnIntentWasHeld() {
        assertFound(new OracleComparison(
                () -> new OracleLedger() {
                    @Override
                    public OracleAnswer answer(InputSource source, PayerInput input) {
                        OracleAnswer answer = super.answer(source, input);
                        state.intents.values().forEach(intent -> intent.pausedMs = 0);
                        return answer;
                    }
                },
                OracleProviders::new));
    }

    @Test
    void findsAnOracleThatPaysWhereThePayoutWasOpened() {
        assertFound(new OracleComparison(OracleLedger::new, () -> new OracleProviders() {
            @Override
            public OracleAnswer answer(InputSource source, ProviderInput input) {
                OracleAnswer answer = super.answer(source, input);
                state.payouts.values().forEach(payout -> payout.chainId = payout.openedChainId);
                return answer;
            }
        }));
    }

    private void assertFound(OracleComparison comparison) {
        Difference found = comparison.run(seed, WRONG_INPUTS).difference();
        assertThat(found).as("seed %d", seed).isNotNull();
        Difference difference = Objects.requireNonNull(found);
        System.out.println(difference);
        assertThat(difference.rows()).as("rows with the heading, seed %d", seed).hasSizeBetween(2, FEW_ROWS);
    }
}
