package io.fluxledger.export.table;

/**
 * A column.
 *
 * @param name as in the projection
 * @param kind what its values are
 */
record Column(String name, Kind kind) {
    /** Kinds of values; all may be missing. */
    enum Kind {
        /** 64 bits. */
        BIGINT,
        /** 32 bits. */
        INTEGER,
        /** Text; hashes and addresses as 0x-hex, records as JSON. */
        VARCHAR
    }

    static Column number(String name) {
        return new Column(name, Kind.BIGINT);
    }

    static Column small(String name) {
        return new Column(name, Kind.INTEGER);
    }

    static Column text(String name) {
        return new Column(name, Kind.VARCHAR);
    }
}
