/** Decides what is deposited into the encrypted reserve, and what is taken back out of it. Pure. */
@NullMarked
package io.fluxledger.relayer.reserve;

import org.jspecify.annotations.NullMarked;
