/** Tests of the whole, and of the repository itself. */
@NullMarked
package io.fluxledger.e2e;

import org.jspecify.annotations.NullMarked;
