@NullMarked
package io.fluxledger.audit.availability;

import org.jspecify.annotations.NullMarked;
