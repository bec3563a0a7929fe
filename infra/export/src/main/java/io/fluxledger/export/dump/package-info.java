/** The whole log as files, and back into an empty cluster: the same records at the same offsets. */
@NullMarked
package io.fluxledger.export.dump;

import org.jspecify.annotations.NullMarked;
