package io.fluxledger.audit.read;

import io.fluxledger.audit.project.Generations;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/** Questions to the projection: each is read in one repeatable-read transaction and says in {@code asOf} what it stands after. */
public final class Reading {
    private final Jdbi jdbi;

    public Reading(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A question whose answer may be that there is no such thing. */
    public interface Question {
        /** JSON-ready and open for more; null when there is no such thing. */
        @Nullable
        Map<String, Object> ask(Handle handle);
    }

    /** As {@link Question}; there always is an answer. */
    interface Sure {
        Map<String, Object> ask(Handle handle);
    }

    /** The answer to a question, with what it stands after; empty when there is no such thing. */
    public Optional<Map<String, Object>> find(Question question) {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            enter(handle);
            Map<String, Object> answer = question.ask(handle);
            if (answer == null) {
                return Optional.empty();
            }
            answer.put("asOf", AsOf.read(handle).json());
            return Optional.of(answer);
        });
    }

    Map<String, Object> answer(Sure question) {
        return find(question::ask).orElseThrow();
    }

    /** Anything else that is read. */
    public <T> T read(Function<Handle, T> question) {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            enter(handle);
            return question.apply(handle);
        });
    }

    /** To be called first in a transaction that reads. */
    public static void enter(Handle handle) {
        try {
            Generations.read(handle.getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException("the projection cannot be read", e);
        }
    }

    /** Rows as they are answered. */
    public static List<Map<String, Object>> list(Query query) {
        return query.map(RowJson.MAPPER).list();
    }

    /** Rows by a text that the statement calls id. */
    static List<Map<String, Object>> rows(Handle handle, String sql, String id) {
        return list(handle.createQuery(sql).bind("id", id));
    }
}
