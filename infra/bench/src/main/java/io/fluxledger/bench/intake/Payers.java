package io.fluxledger.bench.intake;

import io.fluxledger.bench.stream.InputRecords;
import io.fluxledger.events.Address20;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.Hash32;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Payers with keys and credits, who sign locks ahead. Everything is drawn from the seed. Not safe for several threads. */
final class Payers {
    /** nano-USDC that every lock takes. */
    static final long LOCK_NANOS = 50_000_000;

    private static final long DEPOSIT_MICROS = 1_000_000_000_000L;
    private static final Duration LIFE = Duration.ofHours(20);
    private static final int WORD_BYTES = 32;

    private final SplittableRandom random;
    private final Eip712Domain domain;
    private final long chainId;
    private final List<PrivateKey> keys = new ArrayList<>();

    Payers(long seed, int count, ChainsFile chains) {
        this.random = new SplittableRandom(seed);
        ChainsFile.Domain d = chains.domain();
        this.domain = new Eip712Domain(d.name(), d.version(), d.chainId(), EthAddress.parse(d.verifyingContract()));
        this.chainId = chains.homeChainId();
        for (int i = 0; i < count; i++) {
            keys.add(PrivateKey.fromHex(HexFormat.of().formatHex(word())));
        }
    }

    /** Confirms a deposit of each payer on the log, as the relayer does. */
    void deposit(String bootstrap, EventSerde serde, ChainsFile.Chain chain)
            throws ExecutionException, InterruptedException {
        List<Future<?>> sent = new ArrayList<>();
        Address20 token = address(EthAddress.parse(chain.usdc()));
        try (Producer<byte[], byte[]> producer = InputRecords.producer(bootstrap, Map.of("linger.ms", 5))) {
            for (PrivateKey key : keys) {
                CreditsDeposited deposit = new CreditsDeposited(
                        EventHeaders.inputId(new UUID(random.nextLong(), random.nextLong())),
                        address(key.address()),
                        chainId,
                        token,
                        new Hash32(word()),
                        DEPOSIT_MICROS,
                        new Hash32(word()),
                        1L);
                sent.add(producer.send(new ProducerRecord<>(
                        TopicCatalog.LEDGER_INPUTS.name(),
                        null,
                        null,
                        key.address().toString().getBytes(StandardCharsets.UTF_8),
                        serde.serialize(TopicCatalog.LEDGER_INPUTS, deposit),
                        EventHeaders.of(deposit.getInputId(), deposit, "/fluxledger/bench", Instant.EPOCH, null))));
            }
            producer.flush();
        }
        for (Future<?> one : sent) {
            one.get();
        }
    }

    /** Signed locks for a provider, by payers in turn. */
    List<byte[]> locks(int count, EthAddress provider) {
        List<byte[]> locks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            locks.add(lock(keys.get(i % keys.size()), provider).getBytes(StandardCharsets.UTF_8));
        }
        return locks;
    }

    private String lock(PrivateKey key, EthAddress provider) {
        IntentLockMessage lock = new IntentLockMessage(
                new UUID(random.nextLong(), random.nextLong()).toString(),
                key.address(),
                provider,
                LOCK_NANOS,
                Instant.now().plus(LIFE).toEpochMilli(),
                "BATCH",
                chainId,
                Bytes32.of(word()));
        return """
                {"intentId":"%s","payer":"%s","provider":"%s","maxAmount":"0.05","deadlineMs":%d,"payoutMode":"BATCH",\
                "payoutChainId":%d,"nonce":"%s","signature":"%s"}""".formatted(
                        lock.intentId(),
                        lock.payer(),
                        lock.provider(),
                        lock.deadlineMs(),
                        chainId,
                        lock.nonce(),
                        key.sign(lock.digest(domain)));
    }

    private static Address20 address(EthAddress address) {
        return new Address20(HexFormat.of().parseHex(address.toString().substring(2)));
    }

    private byte[] word() {
        byte[] word = new byte[WORD_BYTES];
        random.nextBytes(word);
        return word;
    }
}
