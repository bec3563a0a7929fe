package io.fluxledger.export.dump;

import java.util.Optional;

/** Which partitions can be restored with their offsets. It is found out before anything is written. */
final class Restorable {
    private Restorable() {}

    /**
     * Why a partition cannot be restored; empty when it can.
     *
     * @param firstOffset of its first committed record; -1 where it has none
     */
    static Optional<String> obstacle(DumpManifest.Topic topic, DumpManifest.Partition partition, long firstOffset) {
        if (topic.compacted()) {
            return Optional.empty();
        }
        String name = topic.name() + "-" + partition.partition();
        if (partition.start() > 0) {
            return Optional.of("%s began at offset %d: what was before is lost, and so are the offsets behind it"
                    .formatted(name, partition.start()));
        }
        long hole = firstOffset < 0 ? partition.end() : firstOffset;
        // A transaction's end alone: there is nothing to write before it that would leave it there.
        return hole == 1
                ? Optional.of(
                        "%s begins with the end of a transaction that wrote nothing there, which cannot be made again"
                                .formatted(name))
                : Optional.empty();
    }
}
