/** The ledger's streams as processes on a cluster of brokers: how they take over, and how they scale out. */
@NullMarked
package io.fluxledger.bench.cluster;

import org.jspecify.annotations.NullMarked;
