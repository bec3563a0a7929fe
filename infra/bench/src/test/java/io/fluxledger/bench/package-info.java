@NullMarked
package io.fluxledger.bench;

import org.jspecify.annotations.NullMarked;
