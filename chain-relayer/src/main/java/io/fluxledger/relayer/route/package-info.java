/** How money gets from the chains where it lies to the chain where a provider is paid. Pure. */
@NullMarked
package io.fluxledger.relayer.route;

import org.jspecify.annotations.NullMarked;
