package io.fluxledger.bench.submit;

import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * An input to be sent.
 *
 * @param key record key: the payer's address
 * @param accepted whether the fold must accept it; else it must change nothing
 */
record Planned(UUID id, String key, int partition, SpecificRecord event, boolean accepted) {}
