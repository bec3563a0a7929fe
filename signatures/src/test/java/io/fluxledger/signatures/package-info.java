@NullMarked
package io.fluxledger.signatures;

import org.jspecify.annotations.NullMarked;
