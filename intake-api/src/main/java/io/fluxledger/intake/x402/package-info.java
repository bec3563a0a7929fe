/** Payments by x402 version 2, in the wire forms of its published clients. */
@NullMarked
package io.fluxledger.intake.x402;

import org.jspecify.annotations.NullMarked;
