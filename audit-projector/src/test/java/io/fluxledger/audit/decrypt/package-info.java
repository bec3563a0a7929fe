@NullMarked
package io.fluxledger.audit.decrypt;

import org.jspecify.annotations.NullMarked;
