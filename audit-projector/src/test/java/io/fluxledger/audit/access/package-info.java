@NullMarked
package io.fluxledger.audit.access;

import org.jspecify.annotations.NullMarked;
