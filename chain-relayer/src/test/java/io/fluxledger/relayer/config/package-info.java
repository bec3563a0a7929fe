/** Tests of what the relayer is told. */
@NullMarked
package io.fluxledger.relayer.config;

import org.jspecify.annotations.NullMarked;
