@NullMarked
package io.fluxledger.audit.project;

import org.jspecify.annotations.NullMarked;
