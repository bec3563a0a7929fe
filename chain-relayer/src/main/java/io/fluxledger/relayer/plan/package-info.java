/** Turns committed journal lines into chain commands. Pure. */
@NullMarked
package io.fluxledger.relayer.plan;

import org.jspecify.annotations.NullMarked;
