/** The provider's page. */
@NullMarked
package io.fluxledger.settlement.page;

import org.jspecify.annotations.NullMarked;
