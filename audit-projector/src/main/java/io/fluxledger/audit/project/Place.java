package io.fluxledger.audit.project;

/** Where a record stands, and the broker's append time. */
record Place(String topic, int partition, long offset, long appendedAtMs) {}
