/** A lane under every fault of nodes and processes, drawn from a seed: for tests and for measuring. */
@NullMarked
package io.fluxledger.relayer.simulate;

import org.jspecify.annotations.NullMarked;
