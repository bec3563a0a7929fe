/** Tests of the ways that money takes. */
@NullMarked
package io.fluxledger.relayer.route;

import org.jspecify.annotations.NullMarked;
