/** The front door: HTTP in, inputs out, answers from the journal. */
@NullMarked
package io.fluxledger.intake;

import org.jspecify.annotations.NullMarked;
