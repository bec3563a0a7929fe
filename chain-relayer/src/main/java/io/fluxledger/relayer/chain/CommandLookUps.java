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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.web3j.utils.Numeric;

/** Finds out what has become of commands in the chain. */
final class CommandLookUps {
    private final NodeSession node;
    /** The signer's account, 0x-hex. */
    private final String address;

    CommandLookUps(NodeSession node, String address) {
        this.node = node;
        this.address = address;
    }

    void ask(List<LaneAction.LookUp> lookUps, List<LaneEvent> events) throws ChainUnavailableException {
        if (lookUps.isEmpty()) {
            return;
        }
        List<LaneAction.LookUp> unseen = stillThere(lookUps, events);
        Map<String, Receipt> receipts = node.receipts(unseen.stream()
                .flatMap(lookUp -> lookUp.attempts().stream())
                .map(CommandSender::hex)
                .distinct()
                .toList());
        List<LaneEvent.Mined> mined = new ArrayList<>();
        List<String> blocks = new ArrayList<>();
        for (LaneAction.LookUp lookUp : unseen) {
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
        String reason = "";
        if (!receipt.succeeded()) {
            reason = node.failure(
                    new NodeSession.DryCall(
                            address,
                            to(command),
                            // What was sent: the planned call has neither signatures nor proofs.
                            node.input(receipt.hash()).orElseGet(() -> Numeric.toHexString(bytes(command.getData()))),
                            null),
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
                        ""));
    }
}
