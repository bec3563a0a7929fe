/** What an operator does: parameters, holds, quarantines, suspense, disputes, payouts that are held, identities, notifications. */
@NullMarked
package io.fluxledger.local.operator;

import org.jspecify.annotations.NullMarked;
