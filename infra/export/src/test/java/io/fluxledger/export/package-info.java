@NullMarked
package io.fluxledger.export;

import org.jspecify.annotations.NullMarked;
