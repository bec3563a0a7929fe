/** What the owner of an encryption key does with it on chain: registering, reading the balance, withdrawing. */
@NullMarked
package io.fluxledger.prover.account;

import org.jspecify.annotations.NullMarked;
