/** What the KYC portal is told, by signed webhooks that are tried again until they arrive. */
@NullMarked
package io.fluxledger.settlement.notify;

import org.jspecify.annotations.NullMarked;
