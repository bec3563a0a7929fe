package io.fluxledger.relayer.chain;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.relayer.keys.SigningException;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.plan.PaidByTreasury;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneEvent;
import io.fluxledger.relayer.send.MinedTransaction;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.utils.Numeric;

/** Does on chain what one lane wants done: one chain, one signer. */
public final class CommandSender {
    private static final Logger LOG = LoggerFactory.getLogger(CommandSender.class);
    /** The contract's refusal of a proof that is not about the account's balance. */
    private static final String INVALID_PROOF = "InvalidProof";

    private static final String IN_RESERVE = "the treasury's money is in the reserve";
    /** USDC's refusal when the sender has less. */
    private static final String NO_MONEY = "ERC20: transfer amount exceeds balance";

    private final NodeSession node;
    private final long chainId;
    private final TransactionSigner signer;
    /** The signer's account, 0x-hex. */
    private final String address;

    private final String usdc;
    private final AttemptSigner attempts;
    private final SignedCalls calls;
    private final CommandLookUps lookUps;
    private final @Nullable PrivateCalls privately;
    private final Clock clock;
    /** Gas limits that were enough lately: a dry run within one is quicker than an estimate. */
    private final Map<CommandKind, BigInteger> gasLimits = new EnumMap<>(CommandKind.class);
    /** Why commands wait, so that it is said once. */
    private final Map<String, String> waiting = new HashMap<>();

    private @Nullable TreasuryClaims claims;
    private RawSends sending = RawSends.NONE;

    /**
     * For one thread.
     *
     * @param usdcDomain EIP-712 domain of the chain's USDC
     */
    public CommandSender(EvmNode node, TransactionSigner signer, Eip712Domain usdcDomain, Clock clock) {
        this(node, signer, usdcDomain, clock, null);
    }

    /**
     * For one thread.
     *
     * @param usdcDomain EIP-712 domain of the chain's USDC
     * @param privately makes the calls that need proofs; null for a key that makes none
     */
    public CommandSender(
            EvmNode node,
            TransactionSigner signer,
            Eip712Domain usdcDomain,
            Clock clock,
            @Nullable PrivateCalls privately) {
        this.node = node.session();
        this.chainId = node.chainId();
        this.signer = signer;
        this.address = signer.address().toString();
        this.attempts = new AttemptSigner(signer, chainId, clock);
        this.calls = new SignedCalls(signer, usdcDomain, this.node, privately);
        this.lookUps = new CommandLookUps(this.node, address);
        this.privately = privately;
        this.clock = clock;
        this.usdc = usdcDomain.verifyingContract().toString();
    }

    /** What the account lacks is waited for: more of its money lies in an encrypted reserve, and can be brought back. */
    public CommandSender backedByReserve() {
        claims = new TreasuryClaims(usdc, address);
        return this;
    }

    /** @param anchorBlock number of a block whose hash is wanted too; negative for none */
    public LaneEvent head(long anchorBlock) {
        try {
            return node.head(address, anchorBlock, clock.millis());
        } catch (ChainUnavailableException e) {
            return unreachable(e);
        }
    }

    /**
     * Does what concerns the chain, each kind in as few requests as the nodes take; announcements are left out. What is to be sent is
     * under way when it returns.
     *
     * @return what came of the others; ends with {@link LaneEvent.Unreachable} or {@link LaneEvent.NotSigned} when something was not done
     */
    public List<LaneEvent> perform(List<LaneAction> actions) {
        List<LaneEvent> events = new ArrayList<>(actions.size());
        List<SigningException> unsigned = new ArrayList<>();
        sending = RawSends.begin(node, of(LaneAction.Send.class, actions));
        try {
            sign(actions, events, unsigned);
            // What was mined claims nothing of the treasury's money any more, which the next commands want.
            lookUps.ask(of(LaneAction.LookUp.class, actions), events);
            release(events);
            preflight(of(LaneAction.Preflight.class, actions), events, unsigned);
            fill(of(LaneAction.FillGap.class, actions), events, unsigned);
            for (LaneAction.Identify identify : of(LaneAction.Identify.class, actions)) {
                events.add(new LaneEvent.Identified(
                        identify.command().getCommandId(),
                        node.user(address, identify.nonce())
                                .map(NodeSession::hash)
                                .orElse(null)));
            }
        } catch (ChainUnavailableException e) {
            events.add(unreachable(e));
            return events;
        }
        if (!unsigned.isEmpty()) {
            // Whether it may pass later or is not allowed at all: nothing is signed, and somebody must see why.
            String reason = String.valueOf(unsigned.getFirst().getMessage());
            LOG.error("Chain {}: not signed: {}", chainId, reason);
            events.add(new LaneEvent.NotSigned(reason));
        }
        return events;
    }

    /** What the node said to what {@link #perform} has sent; waits for it. */
    public List<LaneEvent> sent() {
        try {
            return sending.end();
        } catch (ChainUnavailableException e) {
            return List.of(unreachable(e));
        } finally {
            sending = RawSends.NONE;
        }
    }

    /**
     * What is to be done next, in order, as of a new head: what takes long to prepare is prepared ahead.
     *
     * @return ids of those whose calls may be asked for at this head; null for all
     */
    public @Nullable Set<String> prepare(Stream<ChainCommand> next) {
        return privately == null ? null : privately.expect(node, next.toList());
    }

    /** What this signer signed before this process began counts against its caps. */
    public void restore(ChainTransaction saved) {
        saved.getAttempts().forEach(attempt -> signer.restore(bytes(attempt.getRaw()), attempt.getSignedAtMs()));
    }

    private static <T extends LaneAction> List<T> of(Class<T> type, List<LaneAction> actions) {
        return actions.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private LaneEvent.Unreachable unreachable(ChainUnavailableException e) {
        LOG.warn("Chain {} of {} does not answer: {}", chainId, address, e.getMessage());
        return new LaneEvent.Unreachable(String.valueOf(e.getMessage()));
    }

    private void preflight(
            List<LaneAction.Preflight> preflights, List<LaneEvent> events, List<SigningException> unsigned)
            throws ChainUnavailableException {
        List<ChainCommand> commands = new ArrayList<>();
        List<DryCall> dry = new ArrayList<>();
        for (LaneAction.Preflight preflight : preflights) {
            ChainCommand command = preflight.command();
            try {
                dry.add(call(command, preflight.dependencyHash(), gasLimits.get(command.getKind())));
                commands.add(command);
            } catch (SigningException.NotAllowed e) {
                LOG.error("{} {}: {}", command.getKind(), command.getCommandId(), e.getMessage());
                events.add(new LaneEvent.PreflightReverted(command.getCommandId(), String.valueOf(e.getMessage())));
            } catch (SigningException e) {
                unsigned.add(e);
            } catch (NotReadyException e) {
                events.add(waits(command, e));
            }
        }
        if (dry.isEmpty()) {
            return;
        }
        List<DryRun> runs = node.dryRuns(dry);
        for (int i = 0; i < runs.size(); i++) {
            ChainCommand command = commands.get(i);
            switch (runs.get(i)) {
                case DryRun.Passes _
                when !isCovered(command) -> events.add(waits(command, new NotReadyException(IN_RESERVE)));
                case DryRun.Passes passes -> {
                    gasLimits.merge(command.getKind(), passes.gasLimit(), BigInteger::max);
                    events.add(new LaneEvent.PreflightPassed(command.getCommandId(), passes.gasLimit()));
                }
                case DryRun.Reverts reverts -> events.add(reverts(command, reverts));
            }
        }
    }

    private boolean isCovered(ChainCommand command) throws ChainUnavailableException {
        TreasuryClaims backed = claims;
        return backed == null || !PaidByTreasury.is(command.getKind()) || backed.claim(node, command, clock.millis());
    }

    private void release(List<LaneEvent> events) {
        TreasuryClaims backed = claims;
        if (backed != null) {
            for (LaneEvent event : events) {
                if (event instanceof LaneEvent.Mined mined) {
                    backed.release(mined.commandId());
                }
            }
        }
    }

    private LaneEvent reverts(ChainCommand command, DryRun.Reverts reverts) throws ChainUnavailableException {
        Optional<MinedTransaction> other = lookUps.madeByAnother(command);
        if (other.isPresent()) {
            boolean canonical = node.canonical(List.of(other.get().blockNumber()))
                    .contains(hex(other.get().blockHash()));
            return new LaneEvent.Mined(command.getCommandId(), other.get(), canonical);
        }
        if (privately != null && PrivateCalls.makes(command) && reverts.reason().startsWith(INVALID_PROOF)) {
            privately.refused(command);
            return waits(command, new NotReadyException("the chain does not take its proof any more"));
        }
        TreasuryClaims backed = claims;
        if (backed != null) {
            backed.release(command.getCommandId());
            if (PaidByTreasury.is(command.getKind()) && reverts.reason().equals(NO_MONEY)) {
                return waits(command, new NotReadyException(IN_RESERVE));
            }
        }
        LOG.info("{} {} would revert: {}", command.getKind(), command.getCommandId(), reverts.reason());
        return new LaneEvent.PreflightReverted(command.getCommandId(), reverts.reason());
    }

    /** @throws SigningException when it, or what it carries, would not be signed */
    private DryCall call(ChainCommand command, @Nullable Hash32 dependencyHash, @Nullable BigInteger gasLimit)
            throws SigningException, NotReadyException, ChainUnavailableException {
        byte[] data = calls.of(command, dependencyHash);
        signer.check(chainId, EthAddress.of(command.getTo().bytes()), data);
        return new DryCall(
                address, to(command), Numeric.toHexString(data), gasLimit, SignedCalls.isPayment(command.getKind()));
    }

    private LaneEvent waits(ChainCommand command, NotReadyException why) {
        String reason = String.valueOf(why.getMessage());
        if (!reason.equals(waiting.put(command.getCommandId(), reason))) {
            LOG.info("{} {} waits: {}", command.getKind(), command.getCommandId(), reason);
        }
        return new LaneEvent.NotReady(command.getCommandId(), reason);
    }

    /** Once a first attempt is not signed no further one is: its nonce would be behind one that nobody has. */
    private void sign(List<LaneAction> actions, List<LaneEvent> events, List<SigningException> unsigned)
            throws ChainUnavailableException {
        boolean stopped = false;
        for (LaneAction action : actions) {
            boolean first = action instanceof LaneAction.Sign;
            if (first && stopped) {
                continue;
            }
            try {
                sign(action).ifPresent(events::add);
            } catch (SigningException e) {
                unsigned.add(e);
                stopped |= first;
            } catch (NotReadyException e) {
                events.add(waits(((LaneAction.Sign) action).command(), e));
                stopped = true;
            }
        }
    }

    private Optional<LaneEvent> sign(LaneAction action)
            throws SigningException, NotReadyException, ChainUnavailableException {
        return switch (action) {
            case LaneAction.Sign sign -> {
                ChainCommand command = sign.command();
                byte[] data = calls.of(command, sign.dependencyHash());
                waiting.remove(command.getCommandId());
                yield Optional.of(signed(
                        command,
                        sign.nonce(),
                        attempts.sign(sign.nonce(), sign.gasLimit(), to(command), data, sign.fees())));
            }
            case LaneAction.Bump bump -> {
                RawTransaction last = TransactionDecoder.decode(
                        Numeric.toHexString(bytes(bump.last().getRaw())));
                byte[] data = Numeric.hexStringToByteArray(last.getData());
                yield Optional.of(signed(
                        bump.command(),
                        bump.nonce(),
                        attempts.sign(bump.nonce(), last.getGasLimit(), to(bump.command()), data, bump.fees())));
            }
            case LaneAction.Cancel cancel ->
                Optional.of(signed(cancel.command(), cancel.nonce(), attempts.noOp(cancel.nonce(), cancel.fees())));
            case LaneAction.Send _,
                    LaneAction.FillGap _,
                    LaneAction.Preflight _,
                    LaneAction.LookUp _,
                    LaneAction.Identify _,
                    LaneAction.Announce _ -> Optional.empty();
        };
    }

    private static LaneEvent signed(ChainCommand command, long nonce, TransactionAttempt attempt) {
        return new LaneEvent.AttemptSigned(command.getCommandId(), nonce, attempt);
    }

    private void fill(List<LaneAction.FillGap> gaps, List<LaneEvent> events, List<SigningException> unsigned)
            throws ChainUnavailableException {
        for (LaneAction.FillGap gap : gaps) {
            TransactionAttempt attempt;
            try {
                attempt = attempts.noOp(gap.nonce(), gap.fees());
            } catch (SigningException e) {
                unsigned.add(e);
                continue;
            }
            var answers = node.sendRaw(List.of(bytes(attempt.getRaw())));
            LOG.warn(
                    "Nobody holds nonce {} of {} on chain {}; filled: {}",
                    gap.nonce(),
                    address,
                    chainId,
                    answers.getFirst());
            events.add(new LaneEvent.GapFilled(gap.nonce()));
        }
    }

    static String hex(Hash32 hash) {
        return Numeric.toHexString(hash.bytes());
    }

    static String to(ChainCommand command) {
        return Numeric.toHexString(command.getTo().bytes());
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
