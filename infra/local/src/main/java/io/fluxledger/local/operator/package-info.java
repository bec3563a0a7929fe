/** What an operator does: parameters, holds, quarantines, suspense, disputes. */
@NullMarked
package io.fluxledger.local.operator;

import org.jspecify.annotations.NullMarked;
