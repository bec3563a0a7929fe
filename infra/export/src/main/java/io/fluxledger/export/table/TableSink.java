package io.fluxledger.export.table;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the rows of one table and makes a file of them. */
interface TableSink extends AutoCloseable {
    /** @param row one value for each column: Long, Integer or String as its kind says */
    void row(List<? extends @Nullable Object> row) throws IOException;

    /** Completes the file. */
    @Override
    void close() throws IOException;
}
