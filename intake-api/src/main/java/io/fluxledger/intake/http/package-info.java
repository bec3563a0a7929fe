/** The HTTP API of the ledger's inputs and views. */
@NullMarked
package io.fluxledger.intake.http;

import org.jspecify.annotations.NullMarked;
