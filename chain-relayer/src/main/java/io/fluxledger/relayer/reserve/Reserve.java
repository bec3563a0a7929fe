package io.fluxledger.relayer.reserve;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.relayer.plan.PaidByTreasury;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The encrypted money of one chain that batch payouts are made from. Its state follows from the commands and confirmations on the log
 * alone, so whoever reads them all knows it. It is filled in portions of one size and emptied in tenths
 * of them, so that neither says what a batch came to. Where the treasury has less, a tenth or the exact amount has to do: nobody waits
 * for money that is there.
 * Amounts are micro-USDC.
 */
public final class Reserve {
    /** How much is where, by the log. */
    public record Holdings(long encryptedMicros, long plainMicros, long owedMicros) {}

    /** What is taken back is a whole number of these parts of a portion: the exact rest would tell what was paid. */
    private static final long UNITS = 10;
    /** The treasury did not answer. */
    private static final long UNKNOWN = -1;

    private enum Stage {
        WAITING,
        SIGNED,
        MINED
    }

    private record Paying(CommandKind kind, Stage stage, long amountMicros) {}

    private static final Set<CommandKind> OWN = Set.of(
            CommandKind.RESERVE_FUND,
            CommandKind.RESERVE_APPROVE,
            CommandKind.RESERVE_DEPOSIT,
            CommandKind.RESERVE_WITHDRAW,
            CommandKind.RESERVE_RETURN);

    private final long chainId;
    private final Address20 payoutAccount;
    private final Address20 treasury;
    private final long portionMicros;
    private final long retryMs;
    private final Map<CommandKind, Map<String, Long>> open = new EnumMap<>(CommandKind.class);
    private final Map<CommandKind, Integer> numbers = new EnumMap<>(CommandKind.class);
    /** What the treasury is to pay and no final block has. */
    private final Map<String, Paying> paying = new LinkedHashMap<>();

    /** What routes need from the treasury that have no way as long as it is not there. */
    private final Map<String, Long> held = new LinkedHashMap<>();

    private long encryptedMicros;
    private long plainMicros;
    private long notBeforeMs;

    /**
     * @param portionMicros what is deposited at a time
     * @param retryMs how long nothing is begun after something has failed
     */
    public Reserve(long chainId, Address20 payoutAccount, Address20 treasury, long portionMicros, long retryMs) {
        this.chainId = chainId;
        this.payoutAccount = payoutAccount;
        this.treasury = treasury;
        this.portionMicros = portionMicros;
        this.retryMs = retryMs;
    }

    /** A command on the log, before all that is said of it. One that is given again before its end changes nothing. */
    public void planned(ChainCommand command) {
        if (command.getChainId() != chainId) {
            return;
        }
        if (concerns(command.getKind(), command.getSigner(), command.getAccount())) {
            var _ = open(command.getKind()).putIfAbsent(command.getCommandId(), command.getAmountMicros());
            numbers.merge(command.getKind(), number(command), Math::max);
        }
        if (PaidByTreasury.is(command.getKind()) && command.getSigner().equals(treasury)) {
            var _ = paying.putIfAbsent(
                    command.getCommandId(), new Paying(command.getKind(), Stage.WAITING, command.getAmountMicros()));
        }
    }

    /** What has become of a command's transaction. */
    public void changed(ChainTransaction transaction) {
        Stage stage = switch (transaction.getState()) {
            case PLANNED, REPLACED -> Stage.WAITING;
            case SIGNED, BROADCAST -> Stage.SIGNED;
            case MINED, FINAL, FAILED -> Stage.MINED;
        };
        paying.computeIfPresent(
                transaction.getCommandId(), (id, before) -> new Paying(before.kind(), stage, before.amountMicros()));
    }

    /** @param atMs when it was said, Unix milliseconds */
    public void ended(ChainConfirmation confirmation, long atMs) {
        if (confirmation.getStatus() == TransferStatus.FINAL || confirmation.getStatus() == TransferStatus.RETURNED) {
            paying.remove(confirmation.getCommandId());
        }
        if (confirmation.getChainId() != chainId
                || !concerns(confirmation.getKind(), confirmation.getSigner(), confirmation.getAccount())) {
            return;
        }
        Map<String, Long> others = open(confirmation.getKind());
        switch (confirmation.getStatus()) {
            case FINAL -> {
                // What it really moved; one that is not open was read before.
                if (others.remove(confirmation.getCommandId()) != null) {
                    move(confirmation.getKind(), confirmation.getAmountMicros());
                }
            }
            case REVOKED -> {
                if (others.putIfAbsent(confirmation.getCommandId(), confirmation.getAmountMicros()) == null) {
                    move(confirmation.getKind(), -confirmation.getAmountMicros());
                }
            }
            case RETURNED -> {
                others.remove(confirmation.getCommandId());
                notBeforeMs = Math.max(notBeforeMs, atMs + retryMs);
            }
            case SUBMITTED -> {
                // Only its end counts.
            }
        }
    }

    /** @param neededMicros what a routed payout needs from this treasury before it can go on; 0 for nothing */
    public void held(String payoutId, long neededMicros) {
        if (neededMicros > 0) {
            held.put(payoutId, neededMicros);
        } else {
            held.remove(payoutId);
        }
    }

    private void move(CommandKind kind, long amountMicros) {
        switch (kind) {
            case RESERVE_FUND -> plainMicros += amountMicros;
            case RESERVE_DEPOSIT -> {
                plainMicros -= amountMicros;
                encryptedMicros += amountMicros;
            }
            case PRIVATE_PAYOUT -> encryptedMicros -= amountMicros;
            case RESERVE_WITHDRAW -> {
                encryptedMicros -= amountMicros;
                plainMicros += amountMicros;
            }
            case RESERVE_RETURN -> plainMicros -= amountMicros;
            default -> {
                // Moves nothing of the reserve.
            }
        }
    }

    public Holdings holdings() {
        return new Holdings(encryptedMicros, plainMicros, sum(CommandKind.PRIVATE_PAYOUT));
    }

    /**
     * What is to be begun now.
     *
     * @param treasuryMicros what the treasury has openly; negative while that is not known
     */
    public List<ReserveStep> due(long nowMs, long treasuryMicros) {
        List<ReserveStep> steps = new ArrayList<>();
        if (nowMs < notBeforeMs) {
            return steps;
        }
        long depositing = sum(CommandKind.RESERVE_DEPOSIT);
        long withdrawing = sum(CommandKind.RESERVE_WITHDRAW);
        long returning = sum(CommandKind.RESERVE_RETURN);
        long free = plainMicros - depositing - returning;
        long funding = sum(CommandKind.RESERVE_FUND);
        // Withdrawals and routes come first, whether the treasury has signed them or not.
        long heldMicros = held.values().stream().mapToLong(Long::longValue).sum();
        long payable = Math.max(0, treasuryMicros - heldMicros - paid(paying -> paying.stage() != Stage.MINED));
        long owed = owed(encryptedMicros - withdrawing + depositing + free + funding + payable);
        long missing = owed + withdrawing - encryptedMicros - depositing;
        if (missing > 0) {
            fill(steps, missing, free, funding, treasuryMicros < 0 ? UNKNOWN : payable);
        } else if (treasuryMicros >= 0) {
            long shortage = heldMicros
                    + paid(paying -> paying.stage() == Stage.WAITING && paying.kind() != CommandKind.RESERVE_FUND)
                    - treasuryMicros;
            giveBack(steps, free, encryptedMicros - owed - withdrawing, shortage - returning, withdrawing);
        }
        return steps;
    }

    /** What payouts come to that there is money for at all, the oldest first: one that is too large keeps back nobody. */
    private long owed(long allMicros) {
        long owedMicros = 0;
        for (long amountMicros : open(CommandKind.PRIVATE_PAYOUT).values()) {
            if (owedMicros + amountMicros <= allMicros) {
                owedMicros += amountMicros;
            }
        }
        return owedMicros;
    }

    private long paid(Predicate<Paying> which) {
        return paying.values().stream()
                .filter(which)
                .mapToLong(Paying::amountMicros)
                .sum();
    }

    /**
     * @param free what the payout account has openly
     * @param funding what is on its way to it
     * @param payable what the treasury can do without
     */
    private void fill(List<ReserveStep> steps, long missing, long free, long funding, long payable) {
        long lacking = missing;
        int deposits = 0;
        int funds = 0;
        while (lacking > 0) {
            long size = size(lacking, free + funding, payable);
            if (size == 0) {
                return;
            }
            if (size <= free) {
                deposits++;
                steps.add(next(CommandKind.RESERVE_APPROVE, deposits, size));
                steps.add(next(CommandKind.RESERVE_DEPOSIT, deposits, size));
                free -= size;
            } else {
                long more = size - free - funding;
                if (more > 0) {
                    funds++;
                    steps.add(next(CommandKind.RESERVE_FUND, funds, more));
                    payable -= more;
                }
                funding = Math.max(0, -more);
                free = 0;
            }
            lacking -= size;
        }
    }

    /** What is deposited next: a portion where there is one, else the tenths that are lacking, else exactly that; 0 for nothing. */
    private long size(long lacking, long here, long payable) {
        if (payable == UNKNOWN) {
            return here >= portionMicros ? portionMicros : 0;
        }
        long tenths = (lacking + unit() - 1) / unit() * unit();
        for (long size : new long[] {portionMicros, tenths, lacking}) {
            if (size <= here + payable) {
                return size;
            }
        }
        return 0;
    }

    private long unit() {
        return Math.max(1, portionMicros / UNITS);
    }

    /** @param spare what of the encrypted money nobody is owed */
    private void giveBack(List<ReserveStep> steps, long free, long spare, long shortage, long withdrawing) {
        if (shortage > 0 && free > 0) {
            steps.add(next(CommandKind.RESERVE_RETURN, 1, free));
        }
        long lacking = shortage - free - withdrawing;
        if (lacking <= 0) {
            return;
        }
        long units = Math.min(spare / unit(), (lacking + unit() - 1) / unit());
        // Less than a tenth is brought back exactly: it is what a customer waits for.
        long back = units > 0 ? units * unit() : spare >= lacking ? lacking : 0;
        if (back > 0) {
            steps.add(next(CommandKind.RESERVE_WITHDRAW, 1, back));
        }
    }

    private ReserveStep next(CommandKind kind, int ahead, long amountMicros) {
        return new ReserveStep(kind, numbers.getOrDefault(kind, 0) + ahead, amountMicros);
    }

    private long sum(CommandKind kind) {
        return open(kind).values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<String, Long> open(CommandKind kind) {
        return open.computeIfAbsent(kind, any -> new LinkedHashMap<>());
    }

    private boolean concerns(CommandKind kind, Address20 signer, Address20 account) {
        return kind == CommandKind.PRIVATE_PAYOUT
                ? signer.equals(payoutAccount)
                : OWN.contains(kind) && account.equals(payoutAccount);
    }

    private static int number(ChainCommand command) {
        return command.getKind() == CommandKind.PRIVATE_PAYOUT ? 0 : ReserveCommands.number(command.getCommandId());
    }
}
