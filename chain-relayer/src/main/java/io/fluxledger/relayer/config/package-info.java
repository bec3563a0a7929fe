/** What the relayer is told at start. */
@NullMarked
package io.fluxledger.relayer.config;

import org.jspecify.annotations.NullMarked;
