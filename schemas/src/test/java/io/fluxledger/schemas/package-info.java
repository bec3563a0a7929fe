@NullMarked
package io.fluxledger.schemas;

import org.jspecify.annotations.NullMarked;
