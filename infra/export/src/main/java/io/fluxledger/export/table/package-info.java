/** The log as tables, in CSV and Parquet, with the column names of the projection. */
@NullMarked
package io.fluxledger.export.table;

import org.jspecify.annotations.NullMarked;
