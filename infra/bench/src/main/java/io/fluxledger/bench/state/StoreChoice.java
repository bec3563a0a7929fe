package io.fluxledger.bench.state;

/** Stores that the payers' fold could keep its state in. */
enum StoreChoice {
    /** Objects in memory; each changed key once per commit to the change log. What the ledger uses. */
    OWN,
    /** Kafka Streams' key-value store in memory: each changed key of each input. */
    MEMORY,
    /** Kafka Streams' key-value store in RocksDB: each changed key of each input. */
    ROCKSDB,
    /** The same behind Kafka Streams' cache, which is flushed on commit. */
    ROCKSDB_CACHED
}
