/** Holds the log against what must be so, independently of the services that write it, and says it as metrics. */
@NullMarked
package io.fluxledger.watch;

import org.jspecify.annotations.NullMarked;
