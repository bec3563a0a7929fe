@NullMarked
package io.fluxledger.relayer.config;

import org.jspecify.annotations.NullMarked;
