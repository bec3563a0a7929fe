/** The payer's page and what it needs to know of the deployment. */
@NullMarked
package io.fluxledger.intake.page;

import org.jspecify.annotations.NullMarked;
