package io.fluxledger.streams.query;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Problem;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.streams.LedgerTopology;
import io.fluxledger.streams.store.FoldStoreType;
import io.fluxledger.streams.store.PayerStateStore;
import io.fluxledger.streams.store.ProviderStateStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** Where the state of an account stands: here, or on the instance that folds its partition. */
final class StateLocation {
    private static final String FORWARDED = "Fluxledger-Forwarded";
    private static final String NOT_READY = "STATE_NOT_READY";
    private static final String RETRY_AFTER = "Retry-After";
    private static final String RETRY_S = "1";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final KafkaStreams streams;
    private final @Nullable HostInfo here;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    StateLocation(KafkaStreams streams, @Nullable String advertised) {
        this.streams = streams;
        this.here = advertised == null ? null : HostInfo.buildFromEndpoint(advertised);
    }

    private static int partition(Address owner) {
        return KeyPartition.of(owner.toString(), TopicCatalog.LEDGER_INPUTS.partitions());
    }

    /**
     * The answer of the instance that has the account's state; null when that is this one.
     *
     * @throws NotReadyException when it does not answer, or when this one was asked by another
     */
    @Nullable
    HttpReply elsewhere(String store, Address owner, HttpCall call) {
        return elsewhere(store, partition(owner), call);
    }

    /** As {@link #elsewhere(String, Address, HttpCall)}, for the state of a partition. */
    @Nullable
    HttpReply elsewhere(String store, int partition, HttpCall call) {
        if (here == null) {
            return null;
        }
        requireRunning();
        KeyQueryMetadata where = streams.queryMetadataForKey(
                store, "", (topic, key, value, partitions) -> Optional.of(Set.of(partition)));
        if (where.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            throw notReady("the partition is being moved");
        }
        if (where.activeHost().equals(here)) {
            return null;
        }
        if (call.header(FORWARDED) != null) {
            throw notReady("it was here and is being moved");
        }
        return ask(where.activeHost(), call);
    }

    private HttpReply ask(HostInfo host, HttpCall call) {
        URI uri = URI.create("http://" + host.host() + ":" + host.port() + call.path());
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header(FORWARDED, "1")
                .build();
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            String type = answer.headers().firstValue("Content-Type").orElse("application/json");
            HttpReply reply = HttpReply.bytes(answer.statusCode(), type, answer.body());
            return answer.statusCode() == 503 ? reply.header(RETRY_AFTER, RETRY_S) : reply;
        } catch (IOException e) {
            throw notReady(host.host() + ":" + host.port() + " does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notReady("the service is stopping");
        }
    }

    /** The state cannot be asked at this moment. */
    static final class NotReadyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotReadyException(String why) {
            super("try again in a second: " + why);
        }
    }

    private static NotReadyException notReady(String why) {
        return new NotReadyException(why);
    }

    /** The answer while partitions move. */
    static HttpReply later(String why) {
        return HttpReply.problem(Problem.of(503, NOT_READY, "The state is not ready", why))
                .header(RETRY_AFTER, RETRY_S);
    }

    private void requireRunning() {
        if (!streams.state().isRunningOrRebalancing()) {
            throw notReady("this instance folds nothing, /health/ready says why");
        }
    }

    PayerStateStore payers(Address owner) {
        return payers(partition(owner));
    }

    PayerStateStore payers(int partition) {
        return store(LedgerTopology.PAYERS_STORE, partition, PayerStateStore.class);
    }

    ProviderStateStore providers(Address owner) {
        return providers(partition(owner));
    }

    ProviderStateStore providers(int partition) {
        return store(LedgerTopology.PROVIDERS_STORE, partition, ProviderStateStore.class);
    }

    private <S extends StateStore> S store(String name, int partition, Class<S> type) {
        requireRunning();
        return streams.store(StoreQueryParameters.fromNameAndType(name, new FoldStoreType<>(type))
                .withPartition(partition));
    }
}
