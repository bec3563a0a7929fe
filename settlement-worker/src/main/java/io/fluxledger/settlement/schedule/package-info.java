/** When windows close, and when what failed is tried again. */
@NullMarked
package io.fluxledger.settlement.schedule;

import org.jspecify.annotations.NullMarked;
