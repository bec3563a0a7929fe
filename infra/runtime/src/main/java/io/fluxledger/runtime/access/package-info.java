/** Keys of callers, and what their holders may do. */
@NullMarked
package io.fluxledger.runtime.access;

import org.jspecify.annotations.NullMarked;
