/** How long a submitted input waits for its answer. */
@NullMarked
package io.fluxledger.bench.latency;

import org.jspecify.annotations.NullMarked;
