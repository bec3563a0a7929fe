package io.fluxledger.audit.decrypt;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.prover.Prover;
import io.fluxledger.prover.ProverException;
import io.fluxledger.prover.account.ChainTransactionException;
import io.fluxledger.prover.account.EercChain;
import io.fluxledger.prover.account.LoggedEvent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the encrypted tokens' final events and keeps their amounts, decrypted by the auditor's key in the prover's process. A chain or
 * prover that does not answer is asked again; nothing else waits for it.
 */
public final class AuditorReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditorReader.class);
    private static final String KEY = "auditor";
    /** Nodes limit how much may be asked for at once. */
    private static final long MAX_BLOCKS = 1_000;

    /** One encrypted token as it is followed. */
    private static final class Followed implements AutoCloseable {
        final DecryptConfiguration.Source source;
        final EercChain chain;
        /** Below zero while the chain does not answer. */
        final AtomicLong blocksBehind = new AtomicLong(-1);
        /** Anybody can put other tokens into the contract; only this one's are ours. Zero while there is none. */
        BigInteger tokenId = BigInteger.ZERO;

        Followed(DecryptConfiguration.Source source) {
            this.source = source;
            this.chain = new EercChain(source.rpcUrls(), source.chainId(), source.contracts(), source.usdc());
        }

        double behind() {
            long blocks = blocksBehind.get();
            return blocks < 0 ? Double.NaN : blocks;
        }

        BigInteger tokenId() {
            if (tokenId.signum() == 0) {
                tokenId = chain.tokenId();
            }
            return tokenId;
        }

        @Override
        public void close() {
            chain.close();
        }
    }

    private final DecryptConfiguration configuration;
    private final List<Followed> all;
    private final MoveRows rows;
    private final Prover prover;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private boolean opened;

    /** Follows from when it is made. */
    public AuditorReader(DecryptConfiguration configuration, Jdbi jdbi, MeterRegistry registry) {
        this.configuration = configuration;
        this.all = configuration.sources().stream().map(Followed::new).toList();
        this.rows = new MoveRows(jdbi);
        this.prover = new Prover(configuration.prover());
        for (Followed each : all) {
            Gauge.builder("fluxledger.audit.decrypt.blocks.behind", each, Followed::behind)
                    .description("Final blocks whose encrypted transfers are not read; NaN without an answer")
                    .tag("chain", Long.toString(each.source.chainId()))
                    .register(registry);
        }
        this.thread = Thread.ofPlatform().name("auditor").start(this::run);
    }

    private void run() {
        try {
            do {
                for (Followed each : all) {
                    try {
                        follow(each);
                    } catch (RuntimeException e) {
                        LOG.warn("Encrypted transfers of chain {} are read later", each.source.chainId(), e);
                    }
                }
            } while (!stopping.await(configuration.interval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("The auditor stops");
        }
    }

    private void follow(Followed each) {
        long chainId = each.source.chainId();
        boolean answered = false;
        try {
            long from = Math.max(each.source.firstBlock(), rows.nextBlock(chainId));
            long last = each.chain.newestBlock() - each.source.confirmations();
            answered = true;
            each.blocksBehind.set(Math.max(0, last + 1 - from));
            while (from <= last && stopping.getCount() > 0) {
                long to = Math.min(last, from + MAX_BLOCKS - 1);
                List<EncryptedMove> moves = new ArrayList<>();
                for (LoggedEvent logged : each.chain.events(from, to)) {
                    if (logged.event().tokenId().equals(each.tokenId())) {
                        moves.add(move(logged));
                    }
                }
                if (!rows.keep(chainId, each.source.firstBlock(), from, moves, to + 1)) {
                    LOG.info("Encrypted transfers of chain {} are read again from where they stand", chainId);
                    return;
                }
                from = to + 1;
                each.blocksBehind.set(last + 1 - from);
            }
        } catch (ChainTransactionException | ProverException | JdbiException e) {
            LOG.warn("Encrypted transfers of chain {} are read later: {}", chainId, e.getMessage());
            if (!answered) {
                each.blocksBehind.set(-1);
            }
        }
    }

    private EncryptedMove move(LoggedEvent logged) {
        return switch (logged.event()) {
            case EercAbi.Transferred transferred -> decrypted(logged, transferred);
            case EercAbi.Deposited deposited ->
                move(logged, EncryptedMove.Kind.DEPOSIT, deposited.user(), deposited.amountMicros());
            case EercAbi.Withdrawn withdrawn ->
                move(logged, EncryptedMove.Kind.WITHDRAWAL, withdrawn.user(), withdrawn.amountMicros());
        };
    }

    private static EncryptedMove move(LoggedEvent logged, EncryptedMove.Kind kind, String user, long amountMicros) {
        return new EncryptedMove(
                logged.transactionHash(),
                logged.logIndex(),
                logged.blockNumber(),
                kind,
                user,
                null,
                amountMicros,
                null);
    }

    private EncryptedMove decrypted(LoggedEvent logged, EercAbi.Transferred transferred) {
        Long amountMicros = null;
        String problem = null;
        try {
            if (!opened) {
                var _ = prover.openKey(KEY, configuration.keyFile(), configuration.passwordFile());
                opened = true;
            }
            amountMicros = prover.decryptPct(KEY, transferred.auditorPct());
        } catch (ProverException e) {
            if (e.code() != ProverException.Code.NOT_DECRYPTABLE) {
                throw e;
            }
            // It was encrypted for another auditor; that is a finding, and the rest goes on.
            problem = e.code().name();
        }
        return new EncryptedMove(
                logged.transactionHash(),
                logged.logIndex(),
                logged.blockNumber(),
                EncryptedMove.Kind.TRANSFER,
                transferred.from(),
                transferred.to(),
                amountMicros,
                problem);
    }

    @Override
    public void close() {
        stopping.countDown();
        prover.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(Followed::close);
    }
}
