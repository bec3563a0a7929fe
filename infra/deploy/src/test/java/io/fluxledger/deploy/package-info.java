@NullMarked
package io.fluxledger.deploy;

import org.jspecify.annotations.NullMarked;
