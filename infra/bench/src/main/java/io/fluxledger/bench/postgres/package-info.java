/** The ledger that one would write on PostgreSQL instead: stored procedures, row locks, one transaction a command. */
@NullMarked
package io.fluxledger.bench.postgres;

import org.jspecify.annotations.NullMarked;
