@NullMarked
package io.fluxledger.export.table;

import org.jspecify.annotations.NullMarked;
