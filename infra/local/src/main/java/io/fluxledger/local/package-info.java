/** The embedded stack and the command line. */
@NullMarked
package io.fluxledger.local;

import org.jspecify.annotations.NullMarked;
