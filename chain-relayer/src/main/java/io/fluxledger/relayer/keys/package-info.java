/** Who signs, and what each key may sign: nothing is signed before it was checked. */
@NullMarked
package io.fluxledger.relayer.keys;

import org.jspecify.annotations.NullMarked;
