/** EIP-712 typed data, EIP-3009 authorizations and secp256k1 signatures. */
@NullMarked
package io.fluxledger.signatures;

import org.jspecify.annotations.NullMarked;
