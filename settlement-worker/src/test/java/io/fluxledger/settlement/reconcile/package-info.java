@NullMarked
package io.fluxledger.settlement.reconcile;

import org.jspecify.annotations.NullMarked;
