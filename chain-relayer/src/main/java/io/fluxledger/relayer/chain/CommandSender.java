package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.relayer.keys.SigningException;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneEvent;
import io.fluxledger.relayer.send.MinedTransaction;
import io.fluxledger.relayer.send.SendAnswer;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.utils.Numeric;

/** Does on chain what one lane wants done: one chain, one signer. */
public final class CommandSender {
    private static final Logger LOG = LoggerFactory.getLogger(CommandSender.class);

    private final NodeSession node;
    private final long chainId;
    private final TransactionSigner signer;
    /** The signer's account, 0x-hex. */
    private final String address;

    private final AttemptSigner attempts;
    private final SignedCalls calls;
    private final Clock clock;
    /** Gas limits that were enough lately: a dry run within one is quicker than an estimate. */
    private final Map<CommandKind, BigInteger> gasLimits = new EnumMap<>(CommandKind.class);

    /**
     * For one thread.
     *
     * @param usdcDomain EIP-712 domain of the chain's USDC
     */
    public CommandSender(EvmNode node, TransactionSigner signer, Eip712Domain usdcDomain, Clock clock) {
        this.node = node.session();
        this.chainId = node.chainId();
        this.signer = signer;
        this.address = signer.address().toString();
        this.attempts = new AttemptSigner(signer, chainId, clock);
        this.calls = new SignedCalls(signer, usdcDomain);
        this.clock = clock;
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
     * Does what concerns the chain, each kind in as few requests as the nodes take; announcements are left out.
     *
     * @return what came of them; ends with {@link LaneEvent.Unreachable} or {@link LaneEvent.NotSigned} when something was not done
     */
    public List<LaneEvent> perform(List<LaneAction> actions) {
        List<LaneEvent> events = new ArrayList<>(actions.size());
        List<SigningException> unsigned = new ArrayList<>();
        try {
            send(of(LaneAction.Send.class, actions), events);
            sign(actions, events, unsigned);
            fill(of(LaneAction.FillGap.class, actions), events, unsigned);
            preflight(of(LaneAction.Preflight.class, actions), events, unsigned);
            lookUp(of(LaneAction.LookUp.class, actions), events);
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

    private void lookUp(List<LaneAction.LookUp> lookUps, List<LaneEvent> events) throws ChainUnavailableException {
        if (lookUps.isEmpty()) {
            return;
        }
        Map<String, Receipt> receipts = node.receipts(lookUps.stream()
                .flatMap(lookUp -> lookUp.attempts().stream())
                .map(CommandSender::hex)
                .distinct()
                .toList());
        List<LaneEvent.Mined> mined = new ArrayList<>();
        List<String> blocks = new ArrayList<>();
        for (LaneAction.LookUp lookUp : lookUps) {
            Receipt receipt = lookUp.attempts().reversed().stream()
                    .map(hash -> receipts.get(hex(hash)))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (receipt == null) {
                events.add(new LaneEvent.NotMined(lookUp.command().getCommandId()));
            } else {
                MinedTransaction seen = mined(lookUp.command(), receipt);
                mined.add(new LaneEvent.Mined(lookUp.command().getCommandId(), seen, false));
                blocks.add(hex(seen.blockHash()));
            }
        }
        Set<String> canonical = node.canonical(
                mined.stream().map(event -> event.mined().blockNumber()).toList());
        for (int i = 0; i < mined.size(); i++) {
            LaneEvent.Mined event = mined.get(i);
            events.add(new LaneEvent.Mined(event.commandId(), event.mined(), canonical.contains(blocks.get(i))));
        }
    }

    private MinedTransaction mined(ChainCommand command, Receipt receipt) throws ChainUnavailableException {
        Optional<CommandEffects.Effect> effect =
                receipt.succeeded() ? CommandEffects.of(command, receipt.logs()) : Optional.empty();
        if (effect.isEmpty()) {
            Optional<MinedTransaction> other = madeByAnother(command);
            if (other.isPresent()) {
                return other.get();
            }
        }
        String reason = "";
        if (!receipt.succeeded()) {
            reason = node.failure(
                    new NodeSession.DryCall(address, to(command), Numeric.toHexString(bytes(command.getData())), null),
                    receipt);
        } else if (effect.isEmpty()) {
            reason = "mined without the event that was expected";
        }
        return new MinedTransaction(
                NodeSession.hash(receipt.hash()),
                receipt.blockNumber(),
                NodeSession.hash(receipt.blockHash()),
                effect.isPresent(),
                receipt.gasUsed(),
                effect.map(CommandEffects.Effect::amountMicros).orElse(0L),
                effect.map(CommandEffects.Effect::feeMicros).orElse(0L),
                reason);
    }

    /** A payer's authorization may be one that anybody can execute; whoever did, the deposit is made. */
    private Optional<MinedTransaction> madeByAnother(ChainCommand command) throws ChainUnavailableException {
        if (command.getKind() != CommandKind.DEPOSIT) {
            return Optional.empty();
        }
        return node.lastEvent(to(command), UsdcAbi.usedTopics(CommandEffects.authorization(command)))
                .filter(receipt -> receipt.succeeded() && CommandEffects.isDeposited(command, receipt.logs()))
                .map(receipt -> new MinedTransaction(
                        NodeSession.hash(receipt.hash()),
                        receipt.blockNumber(),
                        NodeSession.hash(receipt.blockHash()),
                        true,
                        0,
                        command.getAmountMicros(),
                        0,
                        ""));
    }

    private void preflight(
            List<LaneAction.Preflight> preflights, List<LaneEvent> events, List<SigningException> unsigned)
            throws ChainUnavailableException {
        List<ChainCommand> commands = new ArrayList<>();
        List<NodeSession.DryCall> dry = new ArrayList<>();
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
            }
        }
        if (dry.isEmpty()) {
            return;
        }
        List<DryRun> runs = node.dryRuns(dry);
        for (int i = 0; i < runs.size(); i++) {
            ChainCommand command = commands.get(i);
            switch (runs.get(i)) {
                case DryRun.Passes passes -> {
                    gasLimits.merge(command.getKind(), passes.gasLimit(), BigInteger::max);
                    events.add(new LaneEvent.PreflightPassed(command.getCommandId(), passes.gasLimit()));
                }
                case DryRun.Reverts reverts -> events.add(reverts(command, reverts));
            }
        }
    }

    private LaneEvent reverts(ChainCommand command, DryRun.Reverts reverts) throws ChainUnavailableException {
        Optional<MinedTransaction> other = madeByAnother(command);
        if (other.isPresent()) {
            boolean canonical = node.canonical(List.of(other.get().blockNumber()))
                    .contains(hex(other.get().blockHash()));
            return new LaneEvent.Mined(command.getCommandId(), other.get(), canonical);
        }
        LOG.info("{} {} would revert: {}", command.getKind(), command.getCommandId(), reverts.reason());
        return new LaneEvent.PreflightReverted(command.getCommandId(), reverts.reason());
    }

    /** @throws SigningException when it, or what it carries, would not be signed */
    private NodeSession.DryCall call(
            ChainCommand command, @Nullable Hash32 dependencyHash, @Nullable BigInteger gasLimit)
            throws SigningException {
        byte[] data = calls.of(command, dependencyHash);
        signer.check(chainId, EthAddress.of(command.getTo().bytes()), data);
        return new NodeSession.DryCall(address, to(command), Numeric.toHexString(data), gasLimit);
    }

    /** Once a first attempt is not signed no further one is: its nonce would be behind one that nobody has. */
    private void sign(List<LaneAction> actions, List<LaneEvent> events, List<SigningException> unsigned) {
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
            }
        }
    }

    private Optional<LaneEvent> sign(LaneAction action) throws SigningException {
        return switch (action) {
            case LaneAction.Sign sign -> {
                ChainCommand command = sign.command();
                byte[] data = calls.of(command, sign.dependencyHash());
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

    private void send(List<LaneAction.Send> sends, List<LaneEvent> events) throws ChainUnavailableException {
        if (sends.isEmpty()) {
            return;
        }
        // "already known" and "nonce too low" say nothing for sure; the receipts of all attempts will.
        List<Map.Entry<SendAnswer, String>> answers = node.sendRaw(
                sends.stream().map(send -> bytes(send.attempt().getRaw())).toList());
        for (int i = 0; i < answers.size(); i++) {
            ChainCommand command = sends.get(i).command();
            Map.Entry<SendAnswer, String> answer = answers.get(i);
            if (answer.getKey() != SendAnswer.POOLED) {
                LOG.info("{} {}: the node says {}", command.getKind(), command.getCommandId(), answer.getValue());
            }
            events.add(new LaneEvent.Broadcast(command.getCommandId(), answer.getKey(), answer.getValue()));
        }
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

    private static String hex(Hash32 hash) {
        return Numeric.toHexString(hash.bytes());
    }

    private static String to(ChainCommand command) {
        return Numeric.toHexString(command.getTo().bytes());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
