package io.fluxledger.audit.project;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/** How far a generation is. */
final class AppliedOffsets {
    private AppliedOffsets() {}

    /** Last applied offset of each partition, -1 where there is none yet. */
    static Map<TopicPartition, Long> read(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return read(connection);
        }
    }

    static Map<TopicPartition, Long> read(Connection connection) throws SQLException {
        Map<TopicPartition, Long> applied = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT topic, partition, applied_offset FROM applied_offsets")) {
            while (found.next()) {
                applied.put(new TopicPartition(found.getString(1), found.getInt(2)), found.getLong(3));
            }
        }
        return applied;
    }
}
