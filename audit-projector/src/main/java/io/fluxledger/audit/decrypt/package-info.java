/** Reads encrypted transfers with the auditor's key and sets them beside what the ledger says of them. */
@NullMarked
package io.fluxledger.audit.decrypt;

import org.jspecify.annotations.NullMarked;
