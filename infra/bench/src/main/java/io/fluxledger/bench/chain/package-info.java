/** The chain relayer on a real node: its speed, its latency, its restart, and simulated schedules. */
@NullMarked
package io.fluxledger.bench.chain;

import org.jspecify.annotations.NullMarked;
