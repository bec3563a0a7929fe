package io.fluxledger.relayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.contracts.FluxPayAuditAbi;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.signatures.Keccak256;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import io.fluxledger.testkit.TestRegistry;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.utils.Numeric;

/** Batches that the audit service sealed are anchored on a real chain, and a root that does not follow is refused. */
class RelayerAnchorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] NONE = new byte[32];
    private static TestChains chains;
    private static LedgerTopics ledger;
    private static Relayer relayer;

    @BeforeAll
    static void start() {
        chains = TestChains.shared();
        ledger = new LedgerTopics();
        relayer = new RelayerOfTests(chains, ledger.bootstrap).start();
        await().atMost(PATIENCE).until(relayer::isReady);
    }

    @AfterAll
    static void stop() {
        relayer.close();
        ledger.close();
    }

    /** A batch as the audit service writes it; what came of its anchor. */
    private static ChainConfirmation seal(byte[] root, byte[] before, long batchId) throws Exception {
        ledger.write(AuditBatch.newBuilder()
                .setBatchId(batchId)
                .setPreviousBatchId(batchId - 1)
                .setPreviousRoot(new Hash32(before))
                .setRoot(new Hash32(root))
                .setLeaves(1)
                .setPreviousProof(List.of())
                .setChainId(chains.remote().chainId())
                .setHeads(List.of())
                .setLiabilities(List.of())
                .setSealedAtMs(1)
                .build());
        return outcome("merkle:" + batchId);
    }

    private static ChainConfirmation outcome(String subject) {
        return await().atMost(PATIENCE)
                .until(() -> ledger.confirmations(subject), all -> !all.isEmpty())
                .getLast();
    }

    /** A command that did not come from a batch. */
    private static ChainConfirmation anchor(byte[] root, byte[] before, long batchId) throws Exception {
        TestChain chain = chains.remote();
        String operator = new RelayerOfTests(chains, ledger.bootstrap).operator();
        String subject =
                "merkle:" + batchId + ":" + Numeric.toHexStringNoPrefix(root).substring(0, 8);
        ChainCommand command = ChainCommand.newBuilder()
                .setCommandId("anchor:" + subject)
                .setKind(CommandKind.AUDIT_ANCHOR)
                .setChainId(chain.chainId())
                .setSigner(ChainPeople.address(chains.operator()))
                .setAccount(ChainPeople.address(chains.operator()))
                .setSubjectId(subject)
                .setTo(new io.fluxledger.events.Address20(
                        Numeric.hexStringToByteArray(chain.contracts().audit())))
                .setData(ByteBuffer.wrap(FluxPayAuditAbi.anchor(root, before, BigInteger.valueOf(batchId))))
                .setAmountMicros(0)
                .setNotAfterS(0)
                .build();
        EventSerde serde =
                new EventSerde(new SchemaRegistryClient(TestRegistry.shared().url()));
        ledger.writeGarbage(chain.chainId() + ":" + operator, serde.serialize(TopicCatalog.CHAIN_COMMANDS, command));
        return outcome(subject);
    }

    @Test
    void rootsAreAnchoredOneBehindTheOther() throws Exception {
        byte[] first = Keccak256.hash("first");
        byte[] second = Keccak256.hash("second");
        assertThat(seal(first, NONE, 1).getStatus()).isEqualTo(TransferStatus.FINAL);
        assertThat(seal(second, first, 2).getStatus()).isEqualTo(TransferStatus.FINAL);
        ChainConfirmation refused = anchor(Keccak256.hash("third"), first, 3);
        assertThat(refused.getStatus()).isEqualTo(TransferStatus.RETURNED);
        assertThat(refused.getReason()).contains("BrokenChain");
    }
}
