/** From the topics to rows: records and offsets in one PostgreSQL transaction. */
@NullMarked
package io.fluxledger.audit.project;

import org.jspecify.annotations.NullMarked;
