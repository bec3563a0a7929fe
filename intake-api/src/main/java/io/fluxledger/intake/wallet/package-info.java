/** Asks contract wallets, on their chains, whether they signed. */
@NullMarked
package io.fluxledger.intake.wallet;

import org.jspecify.annotations.NullMarked;
