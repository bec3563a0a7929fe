/** LOCAL SANDBOX: a stand-in for a KYC portal on a development machine; it checks nobody and never belongs in production. */
@NullMarked
package io.fluxledger.local.kyc;

import org.jspecify.annotations.NullMarked;
