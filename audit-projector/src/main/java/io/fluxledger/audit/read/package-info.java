/** What the projection answers: exact amounts, and the offsets that an answer stands after. */
@NullMarked
package io.fluxledger.audit.read;

import org.jspecify.annotations.NullMarked;
