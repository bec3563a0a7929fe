package io.fluxledger.contracts;

import io.fluxledger.contracts.BridgeTransfer.Attested;
import io.fluxledger.contracts.FluxBridgeAbi.Attestation;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/**
 * The attesters of the bridges of development chains, in one: sees locks that are final, signs and sends their releases;
 * after the expiry cancels, and when the cancellation is final refunds. It keeps nothing: what is done stands on the chains.
 * While paused it does nothing, as a bridge that is down.
 */
public final class BridgeAttester implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeAttester.class);
    private static final Duration SEND_AGAIN_AFTER = Duration.ofSeconds(10);
    private static final int SIGNATURE_BYTES = 65;

    /**
     * The bridge on one chain.
     *
     * @param confirmations blocks on top of a lock's block that make it final
     * @param fromBlock first block that may have locks
     */
    public record Bridge(long chainId, URI rpcUrl, String address, int confirmations, long fromBlock) {}

    private record Sent(AttesterStep step, long atNanos) {}

    private final Map<Long, BridgeSide> sides = new LinkedHashMap<>();
    private final List<Credentials> signers;
    private final Credentials sender;
    /** By transfer id. */
    private final Map<String, BridgeTransfer> open = new LinkedHashMap<>();

    private final Map<String, Sent> sent = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("bridge-attester").factory());
    private volatile boolean paused;

    /**
     * @param signers as many attesters as must sign
     * @param sender pays the gas; signs nothing that releases money
     */
    public BridgeAttester(List<Bridge> bridges, List<Credentials> signers, Credentials sender) {
        bridges.forEach(bridge -> sides.put(bridge.chainId(), new BridgeSide(bridge)));
        this.signers = List.copyOf(signers);
        this.sender = sender;
    }

    /** Looks at the chains that often until closed. */
    public BridgeAttester start(Duration interval) {
        var _ = timer.scheduleWithFixedDelay(this::lookSafely, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /** The bridge is down until {@link #resume()}. */
    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
    }

    public boolean isPaused() {
        return paused;
    }

    private void lookSafely() {
        if (paused) {
            return;
        }
        try {
            look();
        } catch (IOException | RuntimeException e) {
            // A node that does not answer now may answer the next time; a scheduled task that throws is never run
            // again.
            LOG.warn("bridge attester: {}", e.toString());
        }
    }

    private void look() throws IOException {
        Map<Long, BridgeSide.Head> heads = new HashMap<>();
        for (BridgeSide side : sides.values()) {
            BridgeSide.Head head = side.head();
            heads.put(side.chainId(), head);
            for (FluxBridgeAbi.Locked locked : side.newLocks(head)) {
                open.put(locked.transferId(), locked.transfer());
            }
        }
        for (Iterator<Map.Entry<String, BridgeTransfer>> all = open.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, BridgeTransfer> entry = all.next();
            BridgeTransfer transfer = entry.getValue();
            BridgeSide source = sides.get(transfer.sourceChainId());
            BridgeSide destination = sides.get(transfer.destinationChainId());
            BridgeSide.Head sourceHead = heads.get(transfer.sourceChainId());
            BridgeSide.Head head = heads.get(transfer.destinationChainId());
            if (source == null || destination == null || sourceHead == null || head == null) {
                LOG.warn(
                        "transfer {} goes to chain {}, which is not attested here",
                        entry.getKey(),
                        transfer.destinationChainId());
                all.remove();
                continue;
            }
            byte[] id = transfer.id();
            AttesterStep step = AttesterStep.next(
                    new AttesterStep.Seen(
                            source.state(id, sourceHead.number()),
                            source.state(id, sourceHead.finalNumber()),
                            destination.state(id, head.number()),
                            destination.state(id, head.finalNumber())),
                    head.timeS(),
                    transfer.expiryS());
            switch (step) {
                case DONE -> {
                    all.remove();
                    sent.remove(entry.getKey());
                }
                case WAIT -> {}
                case RELEASE ->
                    send(
                            step,
                            destination,
                            head,
                            entry.getKey(),
                            FluxBridgeAbi.release(transfer, attest(transfer, Attested.RELEASE)));
                case CANCEL ->
                    send(
                            step,
                            destination,
                            head,
                            entry.getKey(),
                            FluxBridgeAbi.cancel(transfer, attest(transfer, Attested.CANCEL)));
                case REFUND ->
                    send(
                            step,
                            source,
                            sourceHead,
                            entry.getKey(),
                            FluxBridgeAbi.refund(transfer, attest(transfer, Attested.REFUND)));
            }
        }
    }

    private void send(AttesterStep step, BridgeSide side, BridgeSide.Head head, String id, byte[] data)
            throws IOException {
        long nowNanos = System.nanoTime();
        Sent last = sent.get(id);
        if (last != null && last.step() == step && nowNanos - last.atNanos() < SEND_AGAIN_AFTER.toNanos()) {
            return;
        }
        Optional<String> refusal = side.refusal(sender.getAddress(), data);
        if (refusal.isPresent()) {
            LOG.info("{} of {} on chain {} waits: {}", step, id, side.chainId(), refusal.get());
            return;
        }
        side.send(sender, data, head);
        sent.put(id, new Sent(step, nowNanos));
        LOG.info("{} of {} sent on chain {}", step, id, side.chainId());
    }

    private List<Attestation> attest(BridgeTransfer transfer, Attested attested) {
        return attestations(signers, transfer, attested);
    }

    /** The signatures of all these attesters. */
    static List<Attestation> attestations(List<Credentials> signers, BridgeTransfer transfer, Attested attested) {
        byte[] digest = transfer.digest(attested);
        List<Attestation> attestations = new ArrayList<>();
        for (Credentials signer : signers) {
            Sign.SignatureData signature = Sign.signMessage(digest, signer.getEcKeyPair(), false);
            byte[] bytes = Calldata.concat(signature.getR(), signature.getS(), signature.getV());
            if (bytes.length != SIGNATURE_BYTES) {
                throw new IllegalStateException("A signature has 65 bytes, not " + bytes.length);
            }
            attestations.add(new Attestation(signer.getAddress(), Numeric.toHexString(bytes)));
        }
        return attestations;
    }

    /** Ends the work; a transaction that was sent may still be mined. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("the attester did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sides.values().forEach(BridgeSide::close);
    }
}
