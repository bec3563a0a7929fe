package io.fluxledger.relayer.plan;

import io.fluxledger.contracts.FluxPayAuditAbi;
import io.fluxledger.contracts.NexusEscrowAbi;
import io.fluxledger.contracts.PaymentInfo;
import io.fluxledger.contracts.TransferAuthorization;
import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.DepositOpened;
import io.fluxledger.events.Draw;
import io.fluxledger.events.EscrowAuthorization;
import io.fluxledger.events.EscrowFailed;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.IntentOpened;
import io.fluxledger.events.IntentStatus;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.PayoutAdvanced;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.WithdrawalAdvanced;
import io.fluxledger.events.WithdrawalOpened;
import io.fluxledger.signatures.Keccak256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides which transactions a committed journal line asks for. The same lines give the same commands. */
public final class CommandPlanner {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final byte[] UNKNOWN_HASH = new byte[32];
    private static final byte[] UNSIGNED = new byte[0];
    /** How long a withdrawal or payout may wait for its chain before it is given back. */
    private static final long TRANSFER_PATIENCE_S = 86_400;
    /** What was sent just before the patience ended may still be mined for that long. */
    private static final long TRANSFER_GRACE_S = 3_600;
    /** An authorization or capture is not sent so late that it would be mined after its expiry. */
    private static final long EXPIRY_MARGIN_S = 5;

    private final Map<Long, ChainContracts> chains;
    private final OpenEscrows escrows;
    private final PayoutWays ways;
    private final PrivatePayouts privately;
    private final PlannedPayouts planned;

    /** A planner where no routes run: every payout is a transfer on its chain. */
    public CommandPlanner(Map<Long, ChainContracts> chains, OpenEscrows escrows) {
        this(chains, escrows, false, PrivatePayouts.NONE, new PlannedPayouts());
    }

    /**
     * @param escrows what earlier lines opened; kept up to date by this planner
     * @param routes whether payouts that need a route are left to those who run them
     * @param privately which payouts are encrypted
     * @param planned payouts that nothing is planned for any more
     */
    public CommandPlanner(
            Map<Long, ChainContracts> chains,
            OpenEscrows escrows,
            boolean routes,
            PrivatePayouts privately,
            PlannedPayouts planned) {
        this.chains = Map.copyOf(chains);
        this.escrows = escrows;
        this.ways = new PayoutWays(chains.keySet(), routes);
        this.privately = privately;
        this.planned = planned;
    }

    /** Asks beforehand what {@link #plan} has to know of the chain for those lines. May take some seconds. */
    public void prepare(List<JournalLine> lines) {
        Map<Long, Set<String>> recipients = new HashMap<>();
        for (JournalLine line : lines) {
            if (line.getOutcome() == Outcome.ACCEPTED) {
                line.getEntries().stream()
                        .filter(PayoutOpened.class::isInstance)
                        .map(PayoutOpened.class::cast)
                        .filter(payout -> isBatch(payout) && !ways.isRouted(payout))
                        .forEach(payout -> recipients
                                .computeIfAbsent(payout.getChainId(), chain -> new HashSet<>())
                                .add(hex(payout.getRecipient().bytes())));
            }
        }
        privately.prepare(recipients);
    }

    /** The payouts that this line opens and that this planner leaves to those who run routes. */
    public List<PayoutOpened> routed(JournalLine line) {
        return opened(line, ways::isRouted);
    }

    /** The payouts that this line opens and that no chain of this deployment can pay: they are given back. */
    public List<PayoutOpened> refused(JournalLine line) {
        return opened(line, ways::isRefused);
    }

    private List<PayoutOpened> opened(JournalLine line, Predicate<PayoutOpened> wanted) {
        Address20 provider = line.getAccount();
        if (line.getOutcome() != Outcome.ACCEPTED || provider == null) {
            return List.of();
        }
        return line.getEntries().stream()
                .filter(PayoutOpened.class::isInstance)
                .map(PayoutOpened.class::cast)
                .filter(payout -> wanted.test(payout) && !planned.contains(provider, payout.getPayoutId()))
                .toList();
    }

    /**
     * @param line a committed line of either journal, in the order of its partition
     * @throws IllegalStateException when it concerns a chain or an escrow intent that is not known
     */
    public List<ChainCommand> plan(JournalLine line) {
        Address20 account = line.getAccount();
        if (line.getOutcome() != Outcome.ACCEPTED || account == null) {
            return List.of();
        }
        Draft draft = new Draft(line, account);
        for (Object entry : line.getEntries()) {
            switch (entry) {
                case DepositOpened deposit -> deposit(draft, deposit);
                case IntentOpened intent when intent.getFunding() == Funding.ESCROW -> open(draft, intent);
                case IntentClosed intent when intent.getFunding() == Funding.ESCROW -> close(draft, intent);
                case WithdrawalOpened withdrawal ->
                    transfer(
                            draft,
                            CommandKind.WITHDRAWAL,
                            withdrawal.getWithdrawalId(),
                            withdrawal.getChainId(),
                            withdrawal.getAmountNanos() / NANOS_PER_MICRO,
                            withdrawal.getRecipient());
                case PayoutOpened payout when planned.contains(account, payout.getPayoutId()) -> {
                    // The journal is read again.
                }
                case PayoutOpened payout when ways.isRouted(payout) || ways.isRefused(payout) -> {
                    // Its route is planned leg by leg; or there is none, and never will be.
                }
                case PayoutOpened payout
                when isPrivate(payout) ->
                    draft.commands.add(privately.command(
                            draft.commandId(CommandKind.PRIVATE_PAYOUT),
                            payout.getChainId(),
                            draft.account,
                            payout.getPayoutId(),
                            payout.getRecipient(),
                            payout.getAmountMicros()));
                case PayoutOpened payout ->
                    transfer(
                            draft,
                            CommandKind.PAYOUT,
                            payout.getPayoutId(),
                            payout.getChainId(),
                            payout.getAmountMicros(),
                            payout.getRecipient());
                case WithdrawalAdvanced _, PayoutAdvanced _ -> {
                    // On its way, or on its way again after a reorganisation (REVOKED): either way it is paid by the
                    // command that was planned for it. Its signed bytes and the nonce of its authorization stay the
                    // only ones; under a second command, one that reverts because the first was mined again would
                    // give back what has been paid.
                }
                default -> {
                    // Every other entry stays inside the ledger.
                }
            }
        }
        draft.commands.forEach(escrows::planned);
        return draft.commands;
    }

    private boolean isPrivate(PayoutOpened payout) {
        return privately.covers(
                payout.getChainId(), isBatch(payout), hex(payout.getRecipient().bytes()));
    }

    /** In USDC, of a window's batch. */
    private static boolean isBatch(PayoutOpened payout) {
        return payout.getPayoutToken() == null && payout.getWindowEndMs() > 0;
    }

    private void deposit(Draft draft, DepositOpened deposit) {
        ChainContracts chain = chain(deposit.getChainId());
        byte[] data = DepositCall.of(chain, draft.account, deposit);
        String subject = hex(deposit.getNonce().bytes());
        draft.add(CommandKind.DEPOSIT, chain.chainId(), chain.treasury(), subject)
                .call(hex(deposit.getToken().bytes()), data)
                .setAmountMicros(deposit.getAmountMicros())
                .setToken(deposit.getToken())
                .setNonce(deposit.getNonce())
                .setNotAfterS(deposit.getValidBeforeS())
                .done();
    }

    private void open(Draft draft, IntentOpened intent) {
        EscrowAuthorization authorization = Objects.requireNonNull(intent.getEscrow(), "escrow of an ESCROW intent");
        ChainContracts chain = chain(authorization.getChainId());
        PaymentInfo info = PaymentInfo.of(authorization, draft.account);
        long maxMicros = authorization.getMaxAmountMicros();
        String authorize = draft.add(
                        CommandKind.ESCROW_AUTHORIZE, chain.chainId(), chain.operator(), intent.getIntentId())
                .call(
                        chain.escrow(),
                        NexusEscrowAbi.authorize(
                                info, maxMicros, chain.collector(), bytes(authorization.getSignature())))
                .setAmountMicros(maxMicros)
                .setToken(authorization.getToken())
                .setNonce(new Hash32(info.authorizationNonce(chain.chainId(), chain.escrow())))
                .setNotAfterS(authorization.getPreApprovalExpiryS() - EXPIRY_MARGIN_S)
                .done();
        draft.add(CommandKind.AUDIT_INTENT, chain.chainId(), chain.operator(), intent.getIntentId())
                .call(
                        chain.audit(),
                        FluxPayAuditAbi.recordIntent(
                                auditKey(draft, intent.getIntentId()),
                                draft.accountHex(),
                                maxMicros,
                                intent.getDeadlineMs() / 1_000))
                .setAmountMicros(maxMicros)
                .setDependsOn(authorize)
                .done();
    }

    /** Captures what was used, gives the rest back, and records the end. */
    private void close(Draft draft, IntentClosed intent) {
        byte[] payer = draft.account.bytes();
        String intentId = intent.getIntentId();
        if (draft.line.getInputType().endsWith(EscrowFailed.class.getSimpleName())) {
            // The lock itself failed, so there is nothing on chain to end.
            escrows.forget(payer, intentId);
            return;
        }
        OpenEscrows.Opening opening = escrows.find(payer, intentId)
                .orElseThrow(() -> new IllegalStateException(
                        "No planned authorization for the escrow intent " + intentId + " of " + draft.accountHex()));
        ChainContracts chain = chain(opening.chainId());
        PaymentInfo info = opening.info();
        long capturedMicros =
                intent.getCaptures().stream().mapToLong(Draw::getAmountNanos).sum() / NANOS_PER_MICRO;
        long restMicros = info.maxAmountMicros() - capturedMicros;
        String last = opening.authorizeCommandId();
        if (capturedMicros > 0) {
            last = draft.add(CommandKind.ESCROW_CAPTURE, chain.chainId(), chain.operator(), intentId)
                    .call(
                            chain.escrow(),
                            NexusEscrowAbi.capture(info, capturedMicros, info.minFeeBps(), info.feeReceiver()))
                    .setAmountMicros(capturedMicros)
                    .setDependsOn(last)
                    .setNotAfterS(info.authorizationExpiryS() - EXPIRY_MARGIN_S)
                    .done();
        }
        String paid = last;
        if (restMicros > 0) {
            last = draft.add(CommandKind.ESCROW_VOID, chain.chainId(), chain.operator(), intentId)
                    .call(chain.escrow(), NexusEscrowAbi.voidPayment(info))
                    .setAmountMicros(restMicros)
                    .setDependsOn(last)
                    .done();
        }
        byte[] key = auditKey(draft, intentId);
        if (intent.getStatus() == IntentStatus.SETTLED) {
            draft.add(CommandKind.AUDIT_SETTLEMENT, chain.chainId(), chain.operator(), intentId)
                    .call(
                            chain.audit(),
                            FluxPayAuditAbi.recordSettlement(key, info.receiver(), capturedMicros, UNKNOWN_HASH))
                    .setAmountMicros(capturedMicros)
                    .setDependsOn(capturedMicros > 0 ? paid : last)
                    .done();
        } else {
            draft.add(CommandKind.AUDIT_REFUND, chain.chainId(), chain.operator(), intentId)
                    .call(chain.audit(), FluxPayAuditAbi.recordRefund(key, UNKNOWN_HASH))
                    .setAmountMicros(restMicros)
                    .setDependsOn(last)
                    .done();
        }
    }

    private void transfer(
            Draft draft, CommandKind kind, String subject, long chainId, long amountMicros, Address20 recipient) {
        ChainContracts chain = chain(chainId);
        byte[] nonce = Keccak256.hash(draft.commandId(kind));
        long notAfterS = draft.line.getClockMs() / 1_000 + TRANSFER_PATIENCE_S;
        TransferAuthorization authorization = new TransferAuthorization(
                chain.treasury(), hex(recipient.bytes()), amountMicros, 0, notAfterS + TRANSFER_GRACE_S, hex(nonce));
        draft.add(kind, chainId, chain.treasury(), subject)
                .call(chain.usdc(), authorization.call(UNSIGNED))
                .setAmountMicros(amountMicros)
                .setToken(address(chain.usdc()))
                .setNonce(new Hash32(nonce))
                .setNotAfterS(notAfterS)
                .done();
    }

    private ChainContracts chain(long chainId) {
        ChainContracts chain = chains.get(chainId);
        if (chain == null) {
            throw new IllegalStateException("Chain " + chainId + " is not configured");
        }
        return chain;
    }

    private static byte[] auditKey(Draft draft, String intentId) {
        return FluxPayAuditAbi.intentKey(draft.accountHex(), intentId);
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private static Address20 address(String hex) {
        return new Address20(HexFormat.of().parseHex(hex, 2, hex.length()));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** The commands of one line. */
    private static final class Draft {
        final JournalLine line;
        final Address20 account;
        final List<ChainCommand> commands = new ArrayList<>();

        Draft(JournalLine line, Address20 account) {
            this.line = line;
            this.account = account;
        }

        String accountHex() {
            return hex(account.bytes());
        }

        String commandId(CommandKind kind) {
            return HexFormat.of().formatHex(line.getInputId().bytes()) + ":" + line.getIndex() + ":" + kind;
        }

        CommandDraft add(CommandKind kind, long chainId, String signer, String subject) {
            return new CommandDraft(
                    this,
                    ChainCommand.newBuilder()
                            .setCommandId(commandId(kind))
                            .setKind(kind)
                            .setChainId(chainId)
                            .setSigner(address(signer))
                            .setAccount(account)
                            .setSubjectId(subject)
                            .setNotAfterS(0));
        }
    }

    private record CommandDraft(Draft draft, ChainCommand.Builder builder) {
        CommandDraft call(String to, byte[] data) {
            builder.setTo(address(to)).setData(ByteBuffer.wrap(data));
            return this;
        }

        CommandDraft setAmountMicros(long amountMicros) {
            builder.setAmountMicros(amountMicros);
            return this;
        }

        CommandDraft setToken(Address20 token) {
            builder.setToken(token);
            return this;
        }

        CommandDraft setNonce(Hash32 nonce) {
            builder.setNonce(nonce);
            return this;
        }

        CommandDraft setDependsOn(@Nullable String commandId) {
            builder.setDependsOn(commandId);
            return this;
        }

        CommandDraft setNotAfterS(long notAfterS) {
            builder.setNotAfterS(notAfterS);
            return this;
        }

        String done() {
            ChainCommand command = builder.build();
            draft.commands.add(command);
            return command.getCommandId();
        }
    }
}
