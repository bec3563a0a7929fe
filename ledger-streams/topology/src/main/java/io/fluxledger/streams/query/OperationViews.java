package io.fluxledger.streams.query;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Deposit;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Hold;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.ProviderDispute;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.streams.LedgerTopology;
import io.fluxledger.streams.store.PayerStateStore;
import io.fluxledger.streams.store.ProviderStateStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what operators decide by: parameters and holds of each partition, disputes, transfers in suspense; and where one
 * deposit stands.
 */
final class OperationViews {
    /** Longest list in an answer; the latest disputes, the first transfers. */
    private static final int MAX_LISTED = 1_000;

    private final StateLocation location;

    OperationViews(StateLocation location) {
        this.location = location;
    }

    void addTo(HttpService http) {
        http.route("GET", "/v1/partitions/payers/{partition}", QueryRoutes.whenReady(this::payers))
                .route("GET", "/v1/partitions/providers/{partition}", QueryRoutes.whenReady(this::providers))
                .route("GET", "/v1/providers/{address}/disputes", QueryRoutes.whenReady(this::disputes))
                .route("GET", "/v1/accounts/{address}/suspense", QueryRoutes.whenReady(this::suspense))
                .route(
                        "GET",
                        "/v1/accounts/{address}/deposits/{chainId}/{token}/{nonce}",
                        QueryRoutes.whenReady(this::deposit));
    }

    private HttpReply deposit(HttpCall call) {
        Address payer = QueryRoutes.address(call, "address");
        DepositKey key = new DepositKey(chainId(call), QueryRoutes.address(call, "token"), nonce(call));
        HttpReply elsewhere = location.elsewhere(LedgerTopology.PAYERS_STORE, payer, call);
        if (elsewhere != null) {
            return elsewhere;
        }
        PayerStateStore store = location.payers(payer);
        return store.locked(() -> {
            Deposit deposit = store.state().deposit(payer, key);
            if (deposit == null) {
                return HttpReply.problem(Problem.of(404, "UNKNOWN_DEPOSIT", "Unknown", payer + " has no such deposit"));
            }
            Map<String, Object> body = describe(deposit);
            body.put("status", deposit.status().name());
            QueryRoutes.addPlace(body, store.state().head());
            return HttpReply.json(200, body);
        });
    }

    private static long chainId(HttpCall call) {
        String text = call.pathParameter("chainId");
        if (!text.matches("[0-9]{1,18}")) {
            throw invalid("chainId", "must be a whole number");
        }
        return Long.parseLong(text);
    }

    private static Bytes32 nonce(HttpCall call) {
        String text = call.pathParameter("nonce");
        if (!text.matches("0x[0-9a-fA-F]{64}")) {
            throw invalid("nonce", "must be 0x and 64 hex digits");
        }
        return Bytes32.of(HexFormat.of().parseHex(text, 2, text.length()));
    }

    private static ProblemException invalid(String parameter, String detail) {
        return new ProblemException(Problem.of(400, "INVALID_PARAMETER", "Invalid parameter", parameter + " " + detail)
                .withField(parameter));
    }

    private HttpReply payers(HttpCall call) {
        int partition = partition(call, TopicCatalog.LEDGER_INPUTS.partitions());
        HttpReply elsewhere = location.elsewhere(LedgerTopology.PAYERS_STORE, partition, call);
        if (elsewhere != null) {
            return elsewhere;
        }
        PayerStateStore store = location.payers(partition);
        return store.locked(() -> head(partition, store.state().head()));
    }

    private HttpReply providers(HttpCall call) {
        int partition = partition(call, TopicCatalog.PROVIDER_INPUTS.partitions());
        HttpReply elsewhere = location.elsewhere(LedgerTopology.PROVIDERS_STORE, partition, call);
        if (elsewhere != null) {
            return elsewhere;
        }
        ProviderStateStore store = location.providers(partition);
        return store.locked(() -> head(partition, store.state().head()));
    }

    private static int partition(HttpCall call, int partitions) {
        String text = call.pathParameter("partition");
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) >= partitions) {
            throw new ProblemException(
                    Problem.of(404, "UNKNOWN_PARTITION", "Unknown", "there are " + partitions + " partitions"));
        }
        return Integer.parseInt(text);
    }

    private static HttpReply head(int partition, PartitionHead head) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("partition", partition);
        body.put("knownRulesVersions", List.of(Parameters.RULES_VERSION));
        Parameters parameters = head.parameters();
        Map<String, Object> inForce = new LinkedHashMap<>();
        inForce.put("rulesVersion", parameters.rulesVersion());
        inForce.put("providerFeePpm", parameters.providerFeePpm());
        inForce.put("monthlyMinimumFeeNanos", Long.toString(parameters.monthlyMinimumFeeNanos()));
        inForce.put("monthlyMinimumVolumeNanos", Long.toString(parameters.monthlyMinimumVolumeNanos()));
        inForce.put("sweepLimit", parameters.sweepLimit());
        inForce.put("retentionMs", parameters.retentionMs());
        inForce.put("maxIntentLifeMs", parameters.maxIntentLifeMs());
        body.put("parameters", inForce);
        body.put(
                "heldChainIds",
                head.holds().stream().map(Hold::chainId).filter(head::isHeld).toList());
        body.put("partitionSequence", head.sequence());
        QueryRoutes.addPlace(body, head);
        return HttpReply.json(200, body);
    }

    private HttpReply disputes(HttpCall call) {
        Address provider = QueryRoutes.address(call, "address");
        HttpReply elsewhere = location.elsewhere(LedgerTopology.PROVIDERS_STORE, provider, call);
        if (elsewhere != null) {
            return elsewhere;
        }
        ProviderStateStore store = location.providers(provider);
        return store.locked(() -> {
            List<ProviderDispute> found = new ArrayList<>();
            store.state().disputes(provider, found::add);
            found.sort(Comparator.comparingLong(ProviderDispute::line).reversed());
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("provider", provider.toString());
            body.put(
                    "disputes",
                    found.stream()
                            .limit(MAX_LISTED)
                            .map(OperationViews::describe)
                            .toList());
            QueryRoutes.addPlace(body, store.state().head());
            return HttpReply.json(200, body);
        });
    }

    private static Map<String, Object> describe(ProviderDispute dispute) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("disputeId", dispute.sourcePartition() + "-" + dispute.sourceSequence());
        body.put("provider", dispute.provider().toString());
        body.put("payer", dispute.payer().toString());
        body.put("intentId", dispute.intentId());
        body.put("status", dispute.status().name());
        body.put("amountNanos", Long.toString(dispute.amountNanos()));
        long reservedNanos =
                dispute.reserved().stream().mapToLong(Draw::amountNanos).reduce(0, Math::addExact);
        body.put("reservedNanos", Long.toString(reservedNanos));
        body.put("upheldNanos", Long.toString(dispute.upheldNanos()));
        return body;
    }

    private HttpReply suspense(HttpCall call) {
        Address payer = QueryRoutes.address(call, "address");
        HttpReply elsewhere = location.elsewhere(LedgerTopology.PAYERS_STORE, payer, call);
        if (elsewhere != null) {
            return elsewhere;
        }
        PayerStateStore store = location.payers(payer);
        return store.locked(() -> {
            List<Deposit> found = new ArrayList<>();
            store.state().deposits(payer, deposit -> {
                if (deposit.status() == Deposit.Status.SUSPENDED) {
                    found.add(deposit);
                }
            });
            found.sort(Comparator.comparingLong(Deposit::line));
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("payer", payer.toString());
            body.put(
                    "transfers",
                    found.stream()
                            .limit(MAX_LISTED)
                            .map(OperationViews::describe)
                            .toList());
            QueryRoutes.addPlace(body, store.state().head());
            return HttpReply.json(200, body);
        });
    }

    private static Map<String, Object> describe(Deposit transfer) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("chainId", transfer.key().chainId());
        body.put("token", transfer.key().token().toString());
        body.put("nonce", transfer.key().nonce().toString());
        body.put("amountMicros", Long.toString(transfer.amountMicros()));
        return body;
    }
}
