/** What operators see and may ask for. */
@NullMarked
package io.fluxledger.settlement.http;

import org.jspecify.annotations.NullMarked;
