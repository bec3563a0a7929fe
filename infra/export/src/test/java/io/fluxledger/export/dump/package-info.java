@NullMarked
package io.fluxledger.export.dump;

import org.jspecify.annotations.NullMarked;
