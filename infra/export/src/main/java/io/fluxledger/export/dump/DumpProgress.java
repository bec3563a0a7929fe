package io.fluxledger.export.dump;

/** Told how far an export or import is, by several threads. */
@FunctionalInterface
public interface DumpProgress {
    /** Says nothing. */
    DumpProgress SILENT = (what, done, all) -> {};

    /**
     * One more partition is done.
     *
     * @param what the partition
     * @param done partitions that are done
     * @param all partitions that there are
     */
    void done(String what, int done, int all);
}
