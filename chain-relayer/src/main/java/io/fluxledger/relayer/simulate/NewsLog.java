package io.fluxledger.relayer.simulate;

import io.fluxledger.relayer.send.Announcement;
import io.fluxledger.relayer.send.Announcement.Stage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger was told of each command, held to the order in which news may come. Repeats are harmless: they have the id of
 * what was told before.
 */
final class NewsLog {
    private record News(Stage stage, int revocations) {}

    private final Map<String, News> last = new HashMap<>();
    private final Map<String, Set<News>> told = new HashMap<>();

    void add(String commandId, Announcement announcement) {
        News news = new News(announcement.stage(), announcement.revocations());
        if (!told.computeIfAbsent(commandId, id -> new HashSet<>()).add(news)) {
            return;
        }
        News before = last.get(commandId);
        if (before != null && !mayFollow(before, news)) {
            throw new ViolationException(commandId + " was told " + news + " after " + before);
        }
        last.put(commandId, news);
    }

    private static boolean mayFollow(News before, News news) {
        if (news.revocations() < before.revocations()) {
            return false;
        }
        boolean another = news.revocations() > before.revocations();
        return switch (before.stage()) {
            // A process that begins anew repeats that it was taken back.
            case MINED -> !another || news.stage() == Stage.REVOKED;
            case REVOKED -> true;
            case FINAL -> another && news.stage() == Stage.REVOKED;
            case FAILED -> false;
        };
    }

    @Nullable
    Stage last(String commandId) {
        News news = last.get(commandId);
        return news == null ? null : news.stage();
    }
}
