@NullMarked
package io.fluxledger.audit.read;

import org.jspecify.annotations.NullMarked;
