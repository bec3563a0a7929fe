package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.relayer.plan.PrivatePayouts;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the registrars who has an encryption key, all chains at once and for a limited time: a chain that hangs holds up the payouts of
 * no other. A key is never taken back, so that who had one has one. For one thread.
 */
public final class RegistrarView implements PrivatePayouts.Recipients, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrarView.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);
    /** A chain that did not answer is not asked again so soon. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(5);

    private record Account(long chainId, String address) {}

    private final Map<Long, EncryptedToken> tokens;
    private final Map<Long, ContractViews> views;
    private final Set<Account> registered = ConcurrentHashMap.newKeySet();
    private final Map<Long, Long> silentSinceNanos = new HashMap<>();
    private final ExecutorService lookUps = Executors.newVirtualThreadPerTaskExecutor();
    private Set<Account> unregistered = Set.of();

    /** Both by chain id. */
    public RegistrarView(Map<Long, EncryptedToken> tokens, Map<Long, ? extends ContractViews> views) {
        this.tokens = Map.copyOf(tokens);
        this.views = Map.copyOf(views);
    }

    @Override
    public void prepare(Map<Long, Set<String>> accounts) {
        Map<Long, Future<Set<Account>>> asked = new HashMap<>();
        accounts.forEach((chainId, addresses) -> {
            EncryptedToken token = tokens.get(chainId);
            ContractViews view = views.get(chainId);
            List<Account> unknown = addresses.stream()
                    .map(address -> new Account(chainId, address))
                    .filter(account -> !registered.contains(account))
                    .toList();
            if (token != null && view != null && !unknown.isEmpty() && !isSilent(chainId)) {
                asked.put(chainId, lookUps.submit(() -> withoutKey(view, token.registrar(), unknown)));
            }
        });
        long untilNanos = System.nanoTime() + LIMIT.toNanos();
        Set<Account> found = new HashSet<>();
        asked.forEach((chainId, answer) -> found.addAll(answer(chainId, answer, untilNanos)));
        unregistered = found;
    }

    private boolean isSilent(long chainId) {
        Long since = silentSinceNanos.get(chainId);
        return since != null && System.nanoTime() - since < LEFT_ALONE.toNanos();
    }

    private Set<Account> answer(long chainId, Future<Set<Account>> answer, long untilNanos) {
        try {
            return answer.get(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("Interrupted while the registrar of chain {} was asked", chainId);
        } catch (ExecutionException e) {
            LOG.warn("The registrar of chain {} cannot be asked: {}", chainId, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            LOG.warn("The registrar of chain {} did not answer within {}", chainId, LIMIT);
        }
        silentSinceNanos.put(chainId, System.nanoTime());
        return Set.of();
    }

    private Set<Account> withoutKey(ContractViews view, String registrar, List<Account> accounts)
            throws ChainUnavailableException {
        List<String> answers = view.views(
                registrar,
                accounts.stream()
                        .map(account -> EercAbi.getUserPublicKey(account.address()))
                        .toList());
        Set<Account> without = new HashSet<>();
        for (int i = 0; i < answers.size(); i++) {
            boolean has = EercAbi.decodeKey(answers.get(i)).getFirst().signum() != 0;
            boolean _ = (has ? registered : without).add(accounts.get(i));
        }
        return without;
    }

    @Override
    public boolean isUnregistered(long chainId, String account) {
        return unregistered.contains(new Account(chainId, account));
    }

    /** Does not wait for who does not answer. */
    @Override
    public void close() {
        var _ = lookUps.shutdownNow();
    }
}
