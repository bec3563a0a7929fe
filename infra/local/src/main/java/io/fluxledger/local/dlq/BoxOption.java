package io.fluxledger.local.dlq;

import io.fluxledger.export.deadletter.DeadLetter;
import io.fluxledger.export.deadletter.DeadLetterBox;
import io.fluxledger.local.ClusterOption;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which dead letters are meant. */
final class BoxOption {
    static final class Sources implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return TopicCatalog.withDeadLetters().stream().map(TopicSpec::name).iterator();
        }
    }

    @Mixin
    private ClusterOption cluster = new ClusterOption();

    @Parameters(
            index = "0",
            paramLabel = "TOPIC",
            completionCandidates = Sources.class,
            description = "Topic that they come from, with or without .dlq: ${COMPLETION-CANDIDATES}.")
    private String topic = "";

    DeadLetterBox box() {
        List<TopicSpec> all = TopicCatalog.withDeadLetters();
        return all.stream()
                .filter(t -> t.name().equals(topic) || t.deadLetters().equals(topic))
                .findFirst()
                .map(t -> new DeadLetterBox(cluster.clients(), t))
                .orElseThrow(() -> new StackException("no dead letters come from %s; they do from %s"
                        .formatted(topic, all.stream().map(TopicSpec::name).collect(Collectors.joining(", ")))));
    }

    static DeadLetter letter(SortedMap<Long, DeadLetter> letters, DeadLetterBox box, long offset) {
        DeadLetter letter = letters.get(offset);
        if (letter == null) {
            throw new StackException(
                    "%s has no dead letter at offset %d; ./ledger dlq list shows them".formatted(box.topic(), offset));
        }
        return letter;
    }
}
