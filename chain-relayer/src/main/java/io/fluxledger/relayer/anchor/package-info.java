/** Decides which root is anchored next, and when one that failed is asked for again. Pure. */
@NullMarked
package io.fluxledger.relayer.anchor;

import org.jspecify.annotations.NullMarked;
