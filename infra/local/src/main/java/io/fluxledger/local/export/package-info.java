/** Commands that bring the log out, back in, and answer questions over it. */
@NullMarked
package io.fluxledger.local.export;

import org.jspecify.annotations.NullMarked;
