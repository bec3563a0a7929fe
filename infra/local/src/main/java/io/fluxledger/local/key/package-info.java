/** Keys of callers: made, listed, taken back. */
@NullMarked
package io.fluxledger.local.key;

import org.jspecify.annotations.NullMarked;
