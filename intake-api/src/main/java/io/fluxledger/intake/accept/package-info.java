/** What may become an input: strict reading, signatures, limits. Pure: no broker, no clock, no files. */
@NullMarked
package io.fluxledger.intake.accept;

import org.jspecify.annotations.NullMarked;
