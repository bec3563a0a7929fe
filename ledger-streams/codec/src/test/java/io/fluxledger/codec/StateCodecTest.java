package io.fluxledger.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Balances;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Deposit;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowProgress;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.Intent;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.LineRef;
import io.fluxledger.rules.NonceUse;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.Payout;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.SubBalance;
import io.fluxledger.rules.Usage;
import io.fluxledger.rules.Withdrawal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is stored comes back the same, every field of it. */
class StateCodecTest {
    private static final Address OWNER = new Address(1, -2, 3);
    private static final Address OTHER = new Address(-4, 5, -6);
    private static final Bytes32 WORD = new Bytes32(1, -2, 3, -4);
    private static final LineRef LINE = new LineRef(new InputId(-7, 8), 9);
    private static final List<Draw> DRAWS = List.of(new Draw(1, 2), new Draw(43114, Long.MAX_VALUE));
    private static final Balances BALANCES = new Balances(
            List.of(new SubBalance(AccountType.PAYER_AVAILABLE, 1, 5), new SubBalance(AccountType.CHAIN_COSTS, 2, 6)));

    @Test
    void everyKindOfStateComesBackTheSame() {
        PartitionHead head = new PartitionHead(1, 2, WORD, 3, 4, 5, new Parameters(1, 2, 3, 4, 5, 6, 7));
        assertThat(StateCodec.head(StateCodec.write(head))).isEqualTo(head);
        PayerAccount payer = new PayerAccount(OWNER, BALANCES, 1, 2, 3, WORD, true);
        assertThat(StateCodec.payer(StateCodec.write(payer))).isEqualTo(payer);
        ProviderAccount provider =
                new ProviderAccount(OWNER, BALANCES, new Usage(1, 2, 3, 4, 5, 6), 7, OTHER, 8, true, 9, WORD);
        assertThat(StateCodec.provider(StateCodec.write(provider))).isEqualTo(provider);
        Deposit deposit = new Deposit(OWNER, new DepositKey(1, OTHER, WORD), Deposit.Status.FAILED, 2, WORD, LINE);
        assertThat(StateCodec.deposit(StateCodec.write(deposit))).isEqualTo(deposit);
        Withdrawal withdrawal = new Withdrawal(OWNER, "w", Withdrawal.Status.RETURNED, 1, 2, WORD, LINE);
        assertThat(StateCodec.withdrawal(StateCodec.write(withdrawal))).isEqualTo(withdrawal);
        NonceUse use = new NonceUse(NonceUse.Purpose.REGISTRATION, WORD, LINE);
        assertThat(StateCodec.nonce(StateCodec.write(use))).isEqualTo(use);
        Payout payout = new Payout(OWNER, "p", "b", Payout.Status.FINAL, 1, 2, OTHER, DRAWS, LINE);
        assertThat(StateCodec.payout(StateCodec.write(payout))).isEqualTo(payout);
    }

    @Test
    void openAndClosedIntentsComeBackTheSame() {
        for (LineRef closed : new LineRef[] {null, LINE}) {
            for (IntentStatus status : IntentStatus.values()) {
                Intent intent = new Intent(
                        OWNER,
                        "i",
                        WORD,
                        status,
                        Funding.ESCROW,
                        PayoutMode.INSTANT,
                        OTHER,
                        1,
                        2,
                        3,
                        DRAWS,
                        4,
                        5,
                        6,
                        7,
                        LINE,
                        closed,
                        new EscrowProgress(true, false, true, 8));
                assertThat(StateCodec.intent(StateCodec.write(intent))).isEqualTo(intent);
            }
        }
    }

    @Test
    void anotherLayoutIsRefused() {
        byte[] value = StateCodec.write(new NonceUse(NonceUse.Purpose.INTENT, WORD, LINE));
        byte[] newer = value.clone();
        newer[0] = 2;
        assertThatThrownBy(() -> StateCodec.nonce(newer)).hasMessageContaining("layout 2");
        byte[] longer = Arrays.copyOf(value, value.length + 1);
        assertThatThrownBy(() -> StateCodec.nonce(longer)).hasMessageContaining("left over");
    }
}
