/** Inputs out, answers back from the journal. */
@NullMarked
package io.fluxledger.intake.publish;

import org.jspecify.annotations.NullMarked;
