@NullMarked
package io.fluxledger.watch;

import org.jspecify.annotations.NullMarked;
