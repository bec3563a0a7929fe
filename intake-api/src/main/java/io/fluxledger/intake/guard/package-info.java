/** What stands around routes: repeated requests, quotas, load. */
@NullMarked
package io.fluxledger.intake.guard;

import org.jspecify.annotations.NullMarked;
