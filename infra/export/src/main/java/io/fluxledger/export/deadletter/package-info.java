/** Records that could not be read: what they are, why, and putting them back once they can be. */
@NullMarked
package io.fluxledger.export.deadletter;

import org.jspecify.annotations.NullMarked;
