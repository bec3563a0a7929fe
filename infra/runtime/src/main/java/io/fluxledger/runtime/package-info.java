/** Configuration, lifecycle, health, metrics and HTTP of a service. */
@NullMarked
package io.fluxledger.runtime;

import org.jspecify.annotations.NullMarked;
