package io.fluxledger.relayer.chain;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneEvent;
import io.fluxledger.relayer.send.SendAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signed bytes on their way to a node, while the lane's thread does something else. */
final class RawSends {
    private static final Logger LOG = LoggerFactory.getLogger(RawSends.class);

    static final RawSends NONE = new RawSends(List.of(), List::of);

    private final List<LaneAction.Send> sends;
    private final FutureTask<List<Map.Entry<SendAnswer, String>>> answers;

    private RawSends(List<LaneAction.Send> sends, Callable<List<Map.Entry<SendAnswer, String>>> sending) {
        this.sends = sends;
        this.answers = new FutureTask<>(sending);
    }

    static RawSends begin(NodeSession node, List<LaneAction.Send> sends) {
        if (sends.isEmpty()) {
            return NONE;
        }
        List<byte[]> raws = sends.stream()
                .map(send -> CommandSender.bytes(send.attempt().getRaw()))
                .toList();
        RawSends begun = new RawSends(sends, () -> node.sendRaw(raws));
        Thread.ofVirtual().name("send").start(begun.answers);
        return begun;
    }

    /**
     * What the node said to each; waits for it.
     *
     * @throws ChainUnavailableException when it said nothing; it may have the bytes all the same
     */
    List<LaneEvent> end() throws ChainUnavailableException {
        List<LaneEvent> events = new ArrayList<>(sends.size());
        if (sends.isEmpty()) {
            return events;
        }
        // "already known" and "nonce too low" say nothing for sure; the receipts of all attempts will.
        List<Map.Entry<SendAnswer, String>> said = answered();
        for (int i = 0; i < said.size(); i++) {
            ChainCommand command = sends.get(i).command();
            Map.Entry<SendAnswer, String> answer = said.get(i);
            if (answer.getKey() != SendAnswer.POOLED) {
                LOG.info("{} {}: the node says {}", command.getKind(), command.getCommandId(), answer.getValue());
            }
            events.add(new LaneEvent.Broadcast(command.getCommandId(), answer.getKey(), answer.getValue()));
        }
        return events;
    }

    private List<Map.Entry<SendAnswer, String>> answered() throws ChainUnavailableException {
        try {
            return answers.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChainUnavailableException("Interrupted while sending", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ChainUnavailableException unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException("Sending failed", e);
        }
    }
}
