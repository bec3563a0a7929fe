package io.fluxledger.relayer.chain;

import static io.fluxledger.relayer.chain.CommandSender.bytes;
import static io.fluxledger.relayer.chain.CommandSender.hex;
import static io.fluxledger.relayer.chain.CommandSender.to;

import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneEvent;
import io.fluxledger.relayer.send.MinedTransaction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.web3j.utils.Numeric;

/** Finds out what has become of commands in the chain. */
final class CommandLookUps {
    /** What leaves the logs of an authorization of the signer's own. */
    private static final Set<CommandKind> PAYMENTS = EnumSet.of(CommandKind.PAYOUT, CommandKind.WITHDRAWAL);
    /** Fewer are quicker by their receipts. */
    private static final int MANY = 8;

    private static final long RECENT_BLOCKS = 4;

    private final NodeSession node;
    /** The signer's account, 0x-hex. */
    private final String address;
    /** The newest block whose logs were read, by token. What a reorganisation moved below it has a receipt all the same. */
    private final Map<String, Long> readTo = new HashMap<>();

    CommandLookUps(NodeSession node, String address) {
        this.node = node;
        this.address = address;
    }

    void ask(List<LaneAction.LookUp> lookUps, List<LaneEvent> events) throws ChainUnavailableException {
        if (lookUps.isEmpty()) {
            return;
        }
        List<LaneEvent.Mined> mined = new ArrayList<>();
        List<LaneAction.LookUp> unseen = withoutLogs(stillThere(lookUps, events), mined);
        Map<String, Receipt> receipts = node.receipts(unseen.stream()
                .flatMap(lookUp -> lookUp.attempts().stream())
                .map(CommandSender::hex)
                .distinct()
                .toList());
        for (LaneAction.LookUp lookUp : unseen) {
            Receipt receipt = newest(lookUp, receipts);
            if (receipt == null) {
                events.add(new LaneEvent.NotMined(lookUp.command().getCommandId()));
            } else {
                mined.add(
                        new LaneEvent.Mined(lookUp.command().getCommandId(), mined(lookUp.command(), receipt), false));
            }
        }
        Set<String> canonical = node.canonical(
                mined.stream().map(event -> event.mined().blockNumber()).toList());
        for (LaneEvent.Mined event : mined) {
            events.add(new LaneEvent.Mined(
                    event.commandId(),
                    event.mined(),
                    canonical.contains(hex(event.mined().blockHash()))));
        }
    }

    private static @Nullable Receipt newest(LaneAction.LookUp lookUp, Map<String, Receipt> receipts) {
        return lookUp.attempts().reversed().stream()
                .map(hash -> receipts.get(hex(hash)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * The logs of all payments of a few blocks are one answer, and much smaller than the receipts of each. What has left none there is
     * looked up by its receipt.
     *
     * @return those that have to be looked up
     */
    private List<LaneAction.LookUp> withoutLogs(List<LaneAction.LookUp> lookUps, List<LaneEvent.Mined> mined)
            throws ChainUnavailableException {
        Map<String, List<LaneAction.LookUp>> byToken = lookUps.stream()
                .filter(lookUp ->
                        !lookUp.whole() && PAYMENTS.contains(lookUp.command().getKind()))
                .collect(Collectors.groupingBy(lookUp -> to(lookUp.command())));
        Set<LaneAction.LookUp> found = new HashSet<>();
        for (Map.Entry<String, List<LaneAction.LookUp>> token : byToken.entrySet()) {
            if (token.getValue().size() < MANY) {
                continue;
            }
            long newest = node.newestBlock();
            long first = Math.max(newest - RECENT_BLOCKS, readTo.getOrDefault(token.getKey(), 0L)) + 1;
            Map<String, Receipt> logs =
                    node.logsSince(token.getKey(), UsdcAbi.spentTopics(address), Math.min(first, newest));
            readTo.put(token.getKey(), newest);
            for (LaneAction.LookUp lookUp : token.getValue()) {
                Receipt brief = newest(lookUp, logs);
                Optional<CommandEffects.Effect> effect =
                        brief == null ? Optional.empty() : CommandEffects.of(lookUp.command(), brief.logs());
                if (brief != null && effect.isPresent()) {
                    found.add(lookUp);
                    mined.add(new LaneEvent.Mined(
                            lookUp.command().getCommandId(), succeeded(brief, effect.get(), false), false));
                }
            }
        }
        return lookUps.stream().filter(lookUp -> !found.contains(lookUp)).toList();
    }

    private static MinedTransaction succeeded(Receipt receipt, CommandEffects.Effect effect, boolean byReceipt) {
        return new MinedTransaction(
                NodeSession.hash(receipt.hash()),
                receipt.blockNumber(),
                NodeSession.hash(receipt.blockHash()),
                true,
                receipt.gasUsed(),
                effect.amountMicros(),
                effect.feeMicros(),
                "",
                byReceipt);
    }

    /**
     * A block's hash stands for all that is in it: what was seen in a block that is in the chain needs no receipt again.
     *
     * @return those that have to be looked up
     */
    private List<LaneAction.LookUp> stillThere(List<LaneAction.LookUp> lookUps, List<LaneEvent> events)
            throws ChainUnavailableException {
        List<LaneAction.LookUp> others = new ArrayList<>();
        Set<String> canonical = node.canonical(lookUps.stream()
                .map(LaneAction.LookUp::seen)
                .filter(Objects::nonNull)
                .map(MinedTransaction::blockNumber)
                .toList());
        for (LaneAction.LookUp lookUp : lookUps) {
            MinedTransaction seen = lookUp.seen();
            if (seen != null && canonical.contains(hex(seen.blockHash()))) {
                events.add(new LaneEvent.Mined(lookUp.command().getCommandId(), seen, true));
            } else {
                others.add(lookUp);
            }
        }
        return others;
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
        if (effect.isPresent()) {
            return succeeded(receipt, effect.get(), true);
        }
        String reason = "mined without the event that was expected";
        if (!receipt.succeeded()) {
            reason = node.failure(
                    new DryCall(
                            address,
                            to(command),
                            // What was sent: the planned call has neither signatures nor proofs.
                            node.input(receipt.hash()).orElseGet(() -> Numeric.toHexString(bytes(command.getData()))),
                            null,
                            false),
                    receipt);
        }
        return new MinedTransaction(
                NodeSession.hash(receipt.hash()),
                receipt.blockNumber(),
                NodeSession.hash(receipt.blockHash()),
                false,
                receipt.gasUsed(),
                0,
                0,
                reason,
                true);
    }

    /** A payer's authorization may be one that anybody can execute; whoever did, the deposit is made. */
    Optional<MinedTransaction> madeByAnother(ChainCommand command) throws ChainUnavailableException {
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
                        "",
                        true));
    }
}
