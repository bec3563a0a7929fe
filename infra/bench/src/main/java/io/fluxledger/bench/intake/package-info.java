/** How fast intake answers over HTTP. */
@NullMarked
package io.fluxledger.bench.intake;

import org.jspecify.annotations.NullMarked;
