package io.fluxledger.codec;

import io.fluxledger.codec.StateBytes.In;
import io.fluxledger.codec.StateBytes.Out;
import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Balances;
import io.fluxledger.rules.Deposit;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.EscrowProgress;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.Intent;
import io.fluxledger.rules.IntentStatus;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** State of the folds as bytes of a key-value store, and back. */
public final class StateCodec {
    private static final AccountType[] ACCOUNT_TYPES = AccountType.values();

    private StateCodec() {}

    public static byte[] write(PartitionHead head) {
        Parameters p = head.parameters();
        return StateBytes.write(out -> out.number(head.clockMs())
                .number(head.sequence())
                .word(head.hash())
                .number(head.chargeSequence())
                .number(head.windowEndMs())
                .number(head.lastOffset())
                .number(p.rulesVersion())
                .number(p.providerFeePpm())
                .number(p.monthlyMinimumFeeNanos())
                .number(p.monthlyMinimumVolumeNanos())
                .number(p.sweepLimit())
                .number(p.retentionMs())
                .number(p.maxIntentLifeMs()));
    }

    public static PartitionHead head(byte[] value) {
        return StateBytes.read(
                value,
                in -> new PartitionHead(
                        in.number(),
                        in.number(),
                        in.word(),
                        in.number(),
                        in.number(),
                        in.number(),
                        new Parameters(
                                in.integer(),
                                in.number(),
                                in.number(),
                                in.number(),
                                in.integer(),
                                in.number(),
                                in.number())));
    }

    public static byte[] write(PayerAccount account) {
        return StateBytes.write(out -> balances(out.address(account.payer()), account.balances())
                .number(account.openIntents())
                .number(account.openLockedNanos())
                .number(account.sequence())
                .word(account.hash())
                .flag(account.withdrew()));
    }

    public static PayerAccount payer(byte[] value) {
        return StateBytes.read(
                value,
                in -> new PayerAccount(
                        in.address(), balances(in), in.number(), in.number(), in.number(), in.word(), in.flag()));
    }

    public static byte[] write(Intent intent) {
        return StateBytes.write(out -> out.address(intent.payer())
                .text(intent.intentId())
                .word(intent.contentHash())
                .symbol(intent.status())
                .symbol(intent.funding())
                .symbol(intent.payoutMode())
                .address(intent.provider())
                .number(intent.maxAmountNanos())
                .number(intent.deadlineMs())
                .number(intent.payoutChainId())
                .draws(intent.draws())
                .number(intent.usedNanos())
                .number(intent.inputTokens())
                .number(intent.outputTokens())
                .number(intent.capturedNanos())
                .line(intent.opened())
                .line(intent.closed())
                .flag(intent.escrow().authorized())
                .flag(intent.escrow().captured())
                .flag(intent.escrow().voided())
                .number(intent.escrow().voidingNanos()));
    }

    public static Intent intent(byte[] value) {
        return StateBytes.read(
                value,
                in -> new Intent(
                        in.address(),
                        in.text(),
                        in.word(),
                        in.symbol(IntentStatus.values()),
                        in.symbol(Funding.values()),
                        in.symbol(PayoutMode.values()),
                        in.address(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.draws(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.line(),
                        in.optionalLine(),
                        new EscrowProgress(in.flag(), in.flag(), in.flag(), in.number())));
    }

    public static byte[] write(Deposit deposit) {
        return StateBytes.write(out -> out.address(deposit.payer())
                .number(deposit.key().chainId())
                .address(deposit.key().token())
                .word(deposit.key().nonce())
                .symbol(deposit.status())
                .number(deposit.amountMicros())
                .word(deposit.contentHash())
                .line(deposit.line()));
    }

    public static Deposit deposit(byte[] value) {
        return StateBytes.read(
                value,
                in -> new Deposit(
                        in.address(),
                        new DepositKey(in.number(), in.address(), in.word()),
                        in.symbol(Deposit.Status.values()),
                        in.number(),
                        in.word(),
                        in.line()));
    }

    public static byte[] write(Withdrawal withdrawal) {
        return StateBytes.write(out -> out.address(withdrawal.payer())
                .text(withdrawal.withdrawalId())
                .symbol(withdrawal.status())
                .number(withdrawal.chainId())
                .number(withdrawal.amountNanos())
                .word(withdrawal.contentHash())
                .line(withdrawal.line()));
    }

    public static Withdrawal withdrawal(byte[] value) {
        return StateBytes.read(
                value,
                in -> new Withdrawal(
                        in.address(),
                        in.text(),
                        in.symbol(Withdrawal.Status.values()),
                        in.number(),
                        in.number(),
                        in.word(),
                        in.line()));
    }

    public static byte[] write(NonceUse use) {
        return StateBytes.write(
                out -> out.symbol(use.purpose()).word(use.contentHash()).line(use.line()));
    }

    public static NonceUse nonce(byte[] value) {
        return StateBytes.read(value, in -> new NonceUse(in.symbol(NonceUse.Purpose.values()), in.word(), in.line()));
    }

    public static byte[] write(ProviderAccount account) {
        Usage usage = account.window();
        return StateBytes.write(out -> balances(out.address(account.provider()), account.balances())
                .number(usage.calls())
                .number(usage.inputTokens())
                .number(usage.outputTokens())
                .number(usage.grossNanos())
                .number(usage.feeNanos())
                .number(usage.netNanos())
                .number(account.feeRemainder())
                .address(account.payoutAddress())
                .number(account.payoutChainId())
                .flag(account.registered())
                .number(account.sequence())
                .word(account.hash()));
    }

    public static ProviderAccount provider(byte[] value) {
        return StateBytes.read(
                value,
                in -> new ProviderAccount(
                        in.address(),
                        balances(in),
                        new Usage(in.number(), in.number(), in.number(), in.number(), in.number(), in.number()),
                        in.number(),
                        in.address(),
                        in.number(),
                        in.flag(),
                        in.number(),
                        in.word()));
    }

    public static byte[] write(Payout payout) {
        return StateBytes.write(out -> out.address(payout.provider())
                .text(payout.payoutId())
                .text(payout.batchId())
                .symbol(payout.status())
                .number(payout.chainId())
                .number(payout.amountMicros())
                .address(payout.recipient())
                .draws(payout.sources())
                .line(payout.line()));
    }

    public static Payout payout(byte[] value) {
        return StateBytes.read(
                value,
                in -> new Payout(
                        in.address(),
                        in.text(),
                        in.text(),
                        in.symbol(Payout.Status.values()),
                        in.number(),
                        in.number(),
                        in.address(),
                        in.draws(),
                        in.line()));
    }

    private static Out balances(Out out, Balances balances) throws IOException {
        out.number(balances.all().size());
        for (SubBalance balance : balances.all()) {
            out.symbol(balance.account()).number(balance.chainId()).number(balance.amountNanos());
        }
        return out;
    }

    private static Balances balances(In in) throws IOException {
        int count = in.integer();
        List<SubBalance> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new SubBalance(in.symbol(ACCOUNT_TYPES), in.number(), in.number()));
        }
        return new Balances(all);
    }
}
