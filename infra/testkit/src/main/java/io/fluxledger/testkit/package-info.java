/** What tests of several modules share: real servers, an independent ledger. */
@NullMarked
package io.fluxledger.testkit;

import org.jspecify.annotations.NullMarked;
