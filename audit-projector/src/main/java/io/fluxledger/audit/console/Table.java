package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table. Each cell has its column's name with it, which is shown beside it where the screen is too narrow for columns.
 *
 * @param caption what the rows are
 */
record Table(String caption, List<Column> columns) {
    /** @param number whether it is lined up as numbers are */
    record Column(String label, boolean number, Function<JsonNode, Html> cell) {
        static Column of(String label, Function<JsonNode, Html> cell) {
            return new Column(label, false, cell);
        }

        static Column text(String label, String field) {
            return of(label, row -> Cells.plain(row, field));
        }

        static Column words(String label, String field) {
            return of(label, row -> Html.text(Cells.words(Cells.string(row, field))));
        }

        static Column number(String label, String field) {
            return new Column(label, true, row -> Cells.plain(row, field));
        }

        static Column amount(String label, String field) {
            return new Column(label, true, row -> Cells.amount(Cells.string(row, field)));
        }

        static Column time(String label, String field) {
            return of(label, row -> Cells.time(row, field));
        }

        static Column account(String label, String field) {
            return of(label, row -> Cells.account(Cells.string(row, field)));
        }

        static Column provider(String label, String field) {
            return of(label, row -> Cells.provider(Cells.string(row, field)));
        }

        static Column status(String label, String field) {
            return of(label, row -> Cells.status(Cells.string(row, field)));
        }

        static Column hash(String label, String field) {
            return of(label, row -> Cells.hash(Cells.string(row, field)));
        }
    }

    static Table of(String caption, Column... columns) {
        return new Table(caption, List.of(columns));
    }

    /** The same with the rows' amounts left out where a test says so. */
    Table hiding(Function<JsonNode, Boolean> hidden) {
        List<Column> guarded = new ArrayList<>();
        for (Column column : columns) {
            guarded.add(
                    column.number()
                            ? new Column(
                                    column.label(),
                                    true,
                                    row -> hidden.apply(row)
                                            ? Cells.hidden()
                                            : column.cell().apply(row))
                            : column);
        }
        return new Table(caption, guarded);
    }

    /** @param rows an array; what there is to say when it is empty is said */
    Html of(JsonNode rows) {
        List<Html> body = new ArrayList<>();
        rows.forEach(row ->
                body.add(el("tr", columns.stream().map(c -> cell(c, row)).toList())));
        if (body.isEmpty()) {
            return el("p", text(caption + ": none.")).with("class", "fine");
        }
        List<Html> head = new ArrayList<>();
        for (Column column : columns) {
            Html.Element th = el("th", column.label()).with("scope", "col");
            head.add(column.number() ? th.with("class", "number") : th);
        }
        return el("table", el("caption", caption), el("thead", el("tr", head)), el("tbody", body));
    }

    private static Html cell(Column column, JsonNode row) {
        Html.Element td = el("td", column.cell().apply(row)).with("data-label", column.label());
        return column.number() ? td.with("class", "number") : td;
    }
}
