@NullMarked
package io.fluxledger.audit.prove;

import org.jspecify.annotations.NullMarked;
