/** Commands for auditors: proofs and rebuilding what they read. */
@NullMarked
package io.fluxledger.local.audit;

import org.jspecify.annotations.NullMarked;
