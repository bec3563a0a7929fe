package io.fluxledger.streams.query;

import io.fluxledger.codec.StateCodec;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Intent;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.SubBalance;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.streams.LedgerTopology;
import io.fluxledger.streams.store.StoreKeys;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Read access to the folds' state over HTTP: account heads and intents, each with the offset it stands at. */
public final class QueryRoutes {
    private static final Bytes HEAD = Bytes.wrap("h".getBytes(StandardCharsets.UTF_8));

    private final KafkaStreams streams;

    public QueryRoutes(KafkaStreams streams) {
        this.streams = streams;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("GET", "/v1/accounts/{address}", whenReady(this::account))
                .route("GET", "/v1/intents/{payer}/{intentId}", whenReady(this::intent))
                .route("GET", "/v1/providers/{address}", whenReady(this::provider));
    }

    /** A store can be taken away between finding it and reading it, when partitions move. */
    private static HttpService.Handler whenReady(HttpService.Handler handler) {
        return call -> {
            try {
                return handler.handle(call);
            } catch (InvalidStateStoreException e) {
                throw new ProblemException(Problem.of(
                        503,
                        "STATE_NOT_READY",
                        "The state is not ready",
                        "the partition is being restored or stands elsewhere; try again: " + e.getMessage()));
            }
        };
    }

    private HttpReply account(HttpCall call) {
        Address payer = address(call, "address");
        ReadOnlyKeyValueStore<Bytes, byte[]> store = store(LedgerTopology.PAYERS_STORE, payer);
        byte[] value = store.get(StoreKeys.account(payer));
        if (value == null) {
            return unknown("UNKNOWN_ACCOUNT", payer + " has no account");
        }
        PayerAccount account = StateCodec.payer(value);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("payer", payer.toString());
        body.put("balances", balances(account.balances().all()));
        body.put("openIntents", account.openIntents());
        body.put("withdrew", account.withdrew());
        body.put("accountSequence", account.sequence());
        addPlace(body, store);
        return HttpReply.json(200, body);
    }

    private HttpReply intent(HttpCall call) {
        Address payer = address(call, "payer");
        String intentId = call.pathParameter("intentId");
        ReadOnlyKeyValueStore<Bytes, byte[]> store = store(LedgerTopology.PAYERS_STORE, payer);
        byte[] value = store.get(StoreKeys.intent(payer, intentId));
        if (value == null) {
            return unknown("UNKNOWN_INTENT", payer + " has no intent " + intentId);
        }
        Intent intent = StateCodec.intent(value);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("payer", payer.toString());
        body.put("intentId", intent.intentId());
        body.put("status", intent.status().name());
        body.put("funding", intent.funding().name());
        body.put("payoutMode", intent.payoutMode().name());
        body.put("provider", intent.provider().toString());
        body.put("maxAmountNanos", Long.toString(intent.maxAmountNanos()));
        body.put("usedNanos", Long.toString(intent.usedNanos()));
        body.put("capturedNanos", Long.toString(intent.capturedNanos()));
        body.put("inputTokens", intent.inputTokens());
        body.put("outputTokens", intent.outputTokens());
        body.put("deadlineMs", intent.deadlineMs());
        body.put("payoutChainId", intent.payoutChainId());
        addPlace(body, store);
        return HttpReply.json(200, body);
    }

    private HttpReply provider(HttpCall call) {
        Address provider = address(call, "address");
        ReadOnlyKeyValueStore<Bytes, byte[]> store = store(LedgerTopology.PROVIDERS_STORE, provider);
        byte[] value = store.get(StoreKeys.account(provider));
        if (value == null) {
            return unknown("UNKNOWN_PROVIDER", provider + " has no account");
        }
        ProviderAccount account = StateCodec.provider(value);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("provider", provider.toString());
        body.put("balances", balances(account.balances().all()));
        body.put("openWindowCalls", account.window().calls());
        body.put("openWindowGrossNanos", Long.toString(account.window().grossNanos()));
        body.put("openWindowFeeNanos", Long.toString(account.window().feeNanos()));
        body.put("payoutAddress", account.payoutAddress().toString());
        body.put("payoutChainId", account.payoutChainId());
        body.put("accountSequence", account.sequence());
        addPlace(body, store);
        return HttpReply.json(200, body);
    }

    private static List<Map<String, Object>> balances(List<SubBalance> balances) {
        return balances.stream()
                .map(b -> {
                    Map<String, Object> balance = new LinkedHashMap<>();
                    balance.put("account", b.account().name());
                    balance.put("chainId", b.chainId());
                    balance.put("amountNanos", Long.toString(b.amountNanos()));
                    return balance;
                })
                .toList();
    }

    private static void addPlace(Map<String, Object> body, ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        byte[] value = store.get(HEAD);
        PartitionHead head = value == null ? PartitionHead.INITIAL : StateCodec.head(value);
        body.put("inputOffset", head.lastOffset());
        body.put("clockMs", head.clockMs());
    }

    private static Address address(HttpCall call, String parameter) {
        String text = call.pathParameter(parameter);
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.of(400, "INVALID_ADDRESS", "Invalid address", "an address is 0x and 40 hex digits")
                            .withField(parameter));
        }
    }

    private static HttpReply unknown(String code, String detail) {
        return HttpReply.problem(Problem.of(404, code, "Unknown", detail));
    }

    private ReadOnlyKeyValueStore<Bytes, byte[]> store(String name, Address owner) {
        int partition = KeyPartition.of(owner.toString(), TopicCatalog.LEDGER_INPUTS.partitions());
        return streams.store(
                StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition));
    }
}
