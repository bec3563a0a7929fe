/** What a closed window pays to whom: a pure function of what the window's lines say. */
@NullMarked
package io.fluxledger.settlement.plan;

import org.jspecify.annotations.NullMarked;
