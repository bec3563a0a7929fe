/** The bridge's attesters of a local stack. */
@NullMarked
package io.fluxledger.local.bridge;

import org.jspecify.annotations.NullMarked;
