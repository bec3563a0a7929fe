/** What a provider does with encrypted payouts. */
@NullMarked
package io.fluxledger.local.encrypted;

import org.jspecify.annotations.NullMarked;
