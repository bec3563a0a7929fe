@NullMarked
package io.fluxledger.servers;

import org.jspecify.annotations.NullMarked;
