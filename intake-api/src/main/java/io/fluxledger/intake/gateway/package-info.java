/** The metered call: challenge, lock, forward, receipt, settle. */
@NullMarked
package io.fluxledger.intake.gateway;

import org.jspecify.annotations.NullMarked;
