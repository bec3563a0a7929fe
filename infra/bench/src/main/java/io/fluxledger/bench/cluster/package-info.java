/** The ledger's servers and streams instances, each a process of its own. */
@NullMarked
package io.fluxledger.bench.cluster;

import org.jspecify.annotations.NullMarked;
