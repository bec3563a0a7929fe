package io.fluxledger.export.table;

import java.util.List;

/** A table of an export: its name is the file's. */
record Table(String name, List<Column> columns) {
    Table {
        columns = List.copyOf(columns);
    }
}
