package io.fluxledger.audit.http;

import io.fluxledger.audit.access.Narrowed;
import io.fluxledger.audit.access.ReadAccess;
import io.fluxledger.audit.chain.ChainCalls;
import io.fluxledger.audit.chain.ChainUnavailableException;
import io.fluxledger.audit.decrypt.EncryptedReserves;
import io.fluxledger.audit.decrypt.EncryptedReserves.Reserve;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Holds the ledger against the chains: what the treasuries and escrows have there, and why it differs. */
public final class ReconciliationRoutes {
    private static final int MICRO_DIGITS = 6;
    private static final String STATE = "state";
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final AuditQueries queries;
    private final EncryptedReserves reserves;
    private final ReadAccess access;
    private final Map<Long, ChainCalls> chains = new TreeMap<>();
    private final KeptAnswer kept = new KeptAnswer(this::compared, FRESH, System::nanoTime);

    /**
     * @param chains those that can be asked; the others are answered from the ledger alone
     * @param reserves what batches are paid from, where that is encrypted
     * @param access others than auditors are told what the ledger says, and no chain is asked for them
     */
    public ReconciliationRoutes(
            AuditQueries queries, List<ChainCalls> chains, EncryptedReserves reserves, ReadAccess access) {
        this.queries = queries;
        this.access = access;
        this.reserves = reserves;
        chains.forEach(calls -> this.chains.put(calls.chain().chainId(), calls));
    }

    /** Adds the route. */
    public void addTo(HttpService http) {
        AuditRoutes.route(
                http,
                "reconciliation",
                call -> HttpReply.json(
                        200, access.seesAll(call) ? reconcile() : Narrowed.coverage(queries.coverage())));
    }

    /**
     * What a chain has as of one block.
     *
     * @param answer what is told of it
     * @param block the block; empty when the chain was not asked
     * @param held micro-USDC of the payout account, openly and encrypted; null when that is not known
     */
    private record Seen(
            Map<String, Object> answer,
            @Nullable Long block,
            Map<String, Object> encrypted,
            @Nullable Long held) {
        static Seen nothing(String state, Map<String, Object> encrypted) {
            return new Seen(Map.of(STATE, state), null, encrypted, null);
        }
    }

    /** Asks the chains, and compares each with the ledger; at most every few seconds, however many ask. */
    public Map<String, Object> reconcile() {
        return kept.get();
    }

    private Map<String, Object> compared() {
        // The chains first: what the ledger has posted since, and what it has not posted yet, is told by its block.
        Map<Long, Seen> seen = new TreeMap<>();
        chains.forEach((chainId, calls) -> seen.put(chainId, ask(calls)));
        Map<Long, Long> blocks = new TreeMap<>();
        seen.forEach((chainId, chain) -> {
            Long block = chain.block();
            if (block != null) {
                blocks.put(chainId, block);
            }
        });
        Map<String, Object> coverage = queries.coverage(blocks);
        List<Map<String, Object>> answers = new ArrayList<>();
        if (coverage.get("chains") instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> ledger && ledger.get("chainId") instanceof Number id) {
                    Seen chain = seen.get(id.longValue());
                    answers.add(compare(
                            ledger, chain == null ? Seen.nothing("NOT_CONFIGURED", notRead(id.longValue())) : chain));
                }
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("chains", answers);
        answer.put("asOf", coverage.getOrDefault("asOf", Map.of()));
        return answer;
    }

    private Map<String, Object> notRead(long chainId) {
        return Map.of(STATE, reserves.isUsed(chainId) ? "NOT_READ" : "NOT_USED");
    }

    /** Everything as of one block; where a reserve is encrypted, the last one that the auditor's key has read. */
    private Seen ask(ChainCalls calls) {
        long chainId = calls.chain().chainId();
        Reserve reserve =
                reserves.of(chainId).filter(read -> read.nextBlock() > 0).orElse(null);
        Map<String, Object> encrypted = reserve == null ? notRead(chainId) : told(reserve);
        Map<String, Object> seen = new LinkedHashMap<>();
        try {
            long block = reserve == null ? calls.blockNumber() : reserve.nextBlock() - 1;
            seen.put(STATE, "READ");
            seen.put("blockNumber", block);
            seen.put("treasury", usdc(calls.usdcMicros(calls.chain().treasury(), block)));
            seen.put("escrow", usdc(calls.usdcMicros(calls.chain().escrow(), block)));
            if (reserve == null) {
                return new Seen(seen, block, encrypted, reserves.isUsed(chainId) ? null : 0L);
            }
            long plainMicros = calls.usdcMicros(reserve.account(), block);
            encrypted.put("plain", usdc(plainMicros));
            return new Seen(seen, block, encrypted, reserve.undecrypted() > 0 ? null : plainMicros + reserve.micros());
        } catch (ChainUnavailableException e) {
            return new Seen(
                    Map.of(STATE, "UNAVAILABLE", "reason", String.valueOf(e.getMessage())), null, encrypted, null);
        }
    }

    /** The reserve that batches are paid from is the treasury's money too. */
    private static Map<String, Object> told(Reserve reserve) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put(STATE, reserve.undecrypted() > 0 ? "INCOMPLETE" : "READ");
        told.put("account", reserve.account());
        told.put("nextBlock", reserve.nextBlock());
        told.put("amount", usdc(reserve.micros()));
        told.put("undecrypted", reserve.undecrypted());
        told.put("unexplainedTransfers", reserve.unexplained());
        return told;
    }

    private static Map<String, Object> compare(Map<?, ?> ledger, Seen chain) {
        Map<String, Object> answer = new LinkedHashMap<>();
        ledger.forEach((name, value) -> answer.put(String.valueOf(name), value));
        answer.put("onChain", chain.answer());
        answer.put("encrypted", chain.encrypted());
        answer.put(
                "covered",
                amount(ledger, "treasury").compareTo(amount(ledger, "owed").add(amount(ledger, "betweenChains"))) >= 0);
        if (chain.block() != null) {
            Long held = chain.held();
            if (held != null) {
                difference(
                        answer,
                        "treasury",
                        amount(chain.answer(), "treasury")
                                .add(BigDecimal.valueOf(held, MICRO_DIGITS))
                                .subtract(amount(ledger, "treasury")),
                        ledger.get("onTheWay"));
            }
            difference(
                    answer,
                    "escrow",
                    amount(chain.answer(), "escrow").subtract(amount(ledger, "escrow")),
                    ledger.get("escrowOnTheWay"));
        }
        return answer;
    }

    /** What the chain has more than the ledger, what explains it, and what nothing explains. */
    private static void difference(
            Map<String, Object> answer, String what, BigDecimal difference, @Nullable Object onTheWay) {
        BigDecimal explained = BigDecimal.ZERO;
        if (onTheWay instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> item) {
                    explained = explained.add(amount(item, "amount"));
                }
            }
        }
        answer.put(what + "Difference", text(difference));
        answer.put(what + "Explained", text(explained));
        answer.put(what + "Unexplained", text(difference.subtract(explained)));
    }

    private static BigDecimal amount(Map<?, ?> from, String name) {
        return new BigDecimal(String.valueOf(from.get(name)));
    }

    private static String usdc(long micros) {
        return text(BigDecimal.valueOf(micros, MICRO_DIGITS));
    }

    private static String text(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }
}
