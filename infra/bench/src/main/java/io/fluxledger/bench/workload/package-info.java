/** The load that every comparison is made with: prepaid calls, drawn by seed. */
@NullMarked
package io.fluxledger.bench.workload;

import org.jspecify.annotations.NullMarked;
