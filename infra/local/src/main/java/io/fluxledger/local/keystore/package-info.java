/** Encrypted files for the keys that sign. */
@NullMarked
package io.fluxledger.local.keystore;

import org.jspecify.annotations.NullMarked;
