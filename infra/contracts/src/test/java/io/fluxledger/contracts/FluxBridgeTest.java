package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.contracts.BridgeTransfer.Attested;
import io.fluxledger.contracts.FluxBridgeAbi.Attestation;
import io.fluxledger.contracts.FluxBridgeAbi.Cancelled;
import io.fluxledger.contracts.FluxBridgeAbi.Quote;
import io.fluxledger.contracts.FluxBridgeAbi.Refunded;
import io.fluxledger.contracts.FluxBridgeAbi.Released;
import io.fluxledger.contracts.FluxBridgeAbi.SignedLock;
import io.fluxledger.contracts.FluxBridgeAbi.State;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.utils.Numeric;

class FluxBridgeTest {
    private static final long FEE_MICROS = 1_500;
    private static TwoChains both;
    private static LocalChain source;
    private static LocalChain destination;

    @BeforeAll
    static void start() throws Exception {
        both = new TwoChains();
        source = both.source;
        destination = both.destination;
    }

    @AfterAll
    static void stop() {
        both.close();
    }

    private static BigInteger n(long value) {
        return BigInteger.valueOf(value);
    }

    private static String id(BridgeTransfer transfer) {
        return Numeric.toHexString(transfer.id());
    }

    private static void refused(LocalChain on, Credentials sender, byte[] data, String reason) {
        assertThatThrownBy(() -> on.send(sender, on.contracts.bridge(), data))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reverted: " + reason);
    }

    @Test
    void aTransferIsNumberedPricedAndPaidOnce() {
        String usdc = source.contracts.usdc();
        assertThat(FluxBridgeAbi.decodeQuote(source.chain.call(
                        null, source.contracts.bridge(), FluxBridgeAbi.quote(usdc, n(1_000_000), 42161))))
                .isEqualTo(new Quote(n(FEE_MICROS), n(1_000_000 - FEE_MICROS), true));
        BigInteger liquidityBefore = TwoChains.liquidity(source);
        BridgeTransfer first = both.lock(1_000_000);
        assertThat(first)
                .isEqualTo(new BridgeTransfer(
                        43114,
                        source.contracts.bridge(),
                        usdc,
                        42161,
                        destination.contracts.bridge(),
                        destination.contracts.usdc(),
                        first.nonce(),
                        source.payer.getAddress(),
                        source.provider.getAddress(),
                        n(1_000_000 - FEE_MICROS),
                        n(FEE_MICROS),
                        first.expiryS()));
        assertThat(both.lock(2_000_000).nonce()).isEqualTo(first.nonce() + 1);
        assertThat(TwoChains.liquidity(source))
                .as("fees are no liquidity")
                .isEqualTo(liquidityBefore.add(n(3_000_000 - FEE_MICROS - 2_000)));
        assertThat(TwoChains.state(source, first)).isEqualTo(State.LOCKED);

        long before = destination.balance(destination.provider);
        assertThat(TwoChains.events(destination, both.onDestination(destination.stranger, both.release(first))))
                .containsExactly(new Released(
                        id(first),
                        43114,
                        first.nonce(),
                        destination.contracts.usdc(),
                        destination.provider.getAddress(),
                        n(1_000_000 - FEE_MICROS)));
        assertThat(destination.balance(destination.provider)).isEqualTo(before + 1_000_000 - FEE_MICROS);
        refused(
                destination,
                destination.stranger,
                both.release(first),
                "AlreadyDecided(transferId=" + id(first) + ", state=3)");
    }

    @Test
    void digestsAreThoseOfTheContracts() {
        BridgeTransfer transfer = both.lock(1_000_000);
        for (Attested attested : Attested.values()) {
            LocalChain verifier = attested == Attested.REFUND ? source : destination;
            byte[] typehash = Numeric.hexStringToByteArray(verifier.chain.call(
                    null,
                    verifier.contracts.bridge(),
                    Calldata.call(attested.name() + "_TYPEHASH()").encode()));
            assertThat(verifier.chain.call(
                            null,
                            verifier.contracts.bridge(),
                            Calldata.call("digestOf(bytes32," + BridgeTransfer.TUPLE + ")")
                                    .bytes32(typehash)
                                    .words(transfer.words())
                                    .encode()))
                    .as(attested.name())
                    .isEqualTo(Numeric.toHexString(transfer.digest(attested)));
        }
        assertThat(BridgeTransfer.ofCall(both.release(transfer))).isEqualTo(transfer);
    }

    @Test
    void onlyAttestedTransfersAreReleased() {
        BridgeTransfer good = both.lock(1_000_000);
        List<Credentials> people = source.attesters;
        Credentials sender = destination.stranger;
        refused(
                destination,
                sender,
                FluxBridgeAbi.release(good, BridgeAttester.attestations(people.subList(0, 1), good, Attested.RELEASE)),
                "WrongAttestationCount(bytesGiven=65, threshold=2)");
        refused(
                destination,
                sender,
                FluxBridgeAbi.release(
                        good,
                        BridgeAttester.attestations(List.of(people.get(0), people.get(0)), good, Attested.RELEASE)),
                "AttestersNotAscending(");
        refused(
                destination,
                sender,
                FluxBridgeAbi.release(
                        good,
                        BridgeAttester.attestations(List.of(people.get(0), source.stranger), good, Attested.RELEASE)),
                "NotAttested(");
        refused(destination, sender, FluxBridgeAbi.release(good, both.attest(good, Attested.CANCEL)), "NotAttested(");
        refused(source, source.stranger, both.release(good), "WrongBridge(chainId=42161");
        String stranger = source.stranger.getAddress();
        // What was signed is `good`; what is shown differs in one field.
        List<Attestation> signed = both.attest(good, Attested.RELEASE);
        record Changed(BridgeTransfer transfer, String reason) {}
        List<Changed> table = List.of(
                new Changed(with(good, good.nonce() + 1, good.recipient(), good.amount()), "NotAttested("),
                new Changed(with(good, good.nonce(), stranger, good.amount()), "NotAttested("),
                new Changed(
                        with(good, good.nonce(), good.recipient(), good.amount().add(BigInteger.ONE)), "NotAttested("),
                new Changed(from(good, 1, good.sourceBridge()), "NoPeer(chainId=1"),
                new Changed(from(good, 43114, stranger), "NoPeer(chainId=43114, bridge=" + stranger));
        for (Changed changed : table) {
            refused(destination, sender, FluxBridgeAbi.release(changed.transfer(), signed), changed.reason());
        }
        both.onDestination(sender, both.release(good));
    }

    private static BridgeTransfer with(BridgeTransfer t, long nonce, String recipient, BigInteger amount) {
        return new BridgeTransfer(
                t.sourceChainId(),
                t.sourceBridge(),
                t.sourceToken(),
                t.destinationChainId(),
                t.destinationBridge(),
                t.destinationToken(),
                nonce,
                t.sender(),
                recipient,
                amount,
                t.fee(),
                t.expiryS());
    }

    private static BridgeTransfer from(BridgeTransfer t, long sourceChainId, String sourceBridge) {
        return new BridgeTransfer(
                sourceChainId,
                sourceBridge,
                t.sourceToken(),
                t.destinationChainId(),
                t.destinationBridge(),
                t.destinationToken(),
                t.nonce(),
                t.sender(),
                t.recipient(),
                t.amount(),
                t.fee(),
                t.expiryS());
    }

    @Test
    void withoutLiquidityAReleaseFailsAndMayBeTriedAgain() {
        BigInteger available = TwoChains.liquidity(destination);
        BridgeTransfer transfer = both.lock(available.longValueExact() * 2);
        refused(destination, destination.stranger, both.release(transfer), "InsufficientLiquidity(token=");
        destination.chainDeployer.mintUsdc(
                destination.contracts.bridge(),
                transfer.amount().subtract(available).longValueExact());
        both.onDestination(destination.stranger, both.release(transfer));
        assertThat(TwoChains.liquidity(destination)).isEqualTo(BigInteger.ZERO);
        destination.chainDeployer.mintUsdc(destination.contracts.bridge(), available.longValueExact());
    }

    @Test
    void aCancelledTransferIsRefundedWithItsFeeAndNeverReleased() throws Exception {
        BridgeTransfer transfer = both.lock(1_000_000);
        refused(
                source,
                source.stranger,
                FluxBridgeAbi.refund(transfer, both.attest(transfer, Attested.CANCEL)),
                "NotAttested(");
        refused(destination, destination.stranger, both.cancel(transfer), "BeforeExpiry(");
        destination.advanceTo(transfer.expiryS());
        assertThat(TwoChains.events(destination, both.onDestination(destination.stranger, both.cancel(transfer))))
                .containsExactly(new Cancelled(id(transfer), 43114, transfer.nonce()));
        refused(destination, destination.stranger, both.release(transfer), "AlreadyDecided(");

        long before = source.balance(source.payer);
        assertThat(TwoChains.events(source, both.onSource(source.stranger, both.refund(transfer))))
                .containsExactly(new Refunded(
                        id(transfer),
                        42161,
                        transfer.nonce(),
                        source.contracts.usdc(),
                        source.payer.getAddress(),
                        n(1_000_000)));
        assertThat(source.balance(source.payer)).isEqualTo(before + 1_000_000);
        refused(source, source.stranger, both.refund(transfer), "NotLocked(transferId=" + id(transfer) + ", state=2)");
    }

    @Test
    void aPausedTokenNeitherEntersNorLeavesButIsRefunded() throws Exception {
        BridgeTransfer transfer = both.lock(1_000_000);
        String usdc = source.contracts.usdc();
        String there = destination.contracts.usdc();
        refused(source, source.stranger, FluxBridgeAbi.pause(usdc), "NotGuardian(");
        both.onSource(source.operator, FluxBridgeAbi.pause(usdc));
        both.onDestination(destination.operator, FluxBridgeAbi.pause(there));
        refused(
                source,
                source.payer,
                FluxBridgeAbi.lock(usdc, n(1_000_000), 42161, source.payer.getAddress()),
                "TokenPaused(token=" + usdc + ")");
        refused(destination, destination.stranger, both.release(transfer), "TokenPaused(");
        assertThat(FluxBridgeAbi.decodeQuote(source.chain.call(
                                null, source.contracts.bridge(), FluxBridgeAbi.quote(usdc, n(1_000_000), 42161)))
                        .available())
                .isFalse();
        destination.advanceTo(Math.max(transfer.expiryS(), destination.nowS() + 1));
        both.onDestination(destination.stranger, both.cancel(transfer));
        both.onSource(source.stranger, both.refund(transfer));
        refused(source, source.operator, FluxBridgeAbi.unpause(usdc), "OwnableUnauthorizedAccount(");
        both.onSource(source.deployer, FluxBridgeAbi.unpause(usdc));
        both.onDestination(destination.deployer, FluxBridgeAbi.unpause(there));
        both.lock(1_000_000);
    }

    @Test
    void theSendersSignatureLocksOnceAndOnlyWhereItSays() throws Exception {
        String payer = source.payer.getAddress();
        String bridge = source.contracts.bridge();
        source.chainDeployer.mintUsdc(payer, 1_000_000);
        long validBeforeS = source.nowS() + 600;
        SignedLock lock = new SignedLock(
                source.contracts.usdc(),
                payer,
                n(1_000_000),
                42161,
                source.provider.getAddress(),
                0,
                validBeforeS,
                Numeric.toHexString(LocalChain.keccak("command")));
        byte[] nonce = lock.authorizationNonce(43114, bridge);
        byte[] signature = source.authorization("Receive", source.payer, payer, bridge, 1_000_000, validBeforeS, nonce);
        SignedLock elsewhere = new SignedLock(
                lock.token(), payer, lock.amount(), 42161, source.stranger.getAddress(), 0, validBeforeS, lock.salt());
        refused(
                source,
                source.operator,
                FluxBridgeAbi.lockWithAuthorization(elsewhere, signature),
                "FiatTokenV2: invalid signature");
        BridgeTransfer transfer =
                both.locked(both.onSource(source.operator, FluxBridgeAbi.lockWithAuthorization(lock, signature)));
        assertThat(transfer.sender()).isEqualTo(payer);
        assertThat(transfer.recipient()).isEqualTo(source.provider.getAddress());
        refused(
                source,
                source.operator,
                FluxBridgeAbi.lockWithAuthorization(lock, signature),
                "FiatTokenV2: authorization is used or canceled");
    }

    @Test
    void whatCannotArriveIsNotTaken() {
        String usdc = source.contracts.usdc();
        String provider = source.provider.getAddress();
        source.chainDeployer.mintUsdc(source.payer.getAddress(), 1_000_000);
        source.send(source.payer, usdc, UsdcAbi.approve(source.contracts.bridge(), 1_000_000));
        refused(
                source,
                source.payer,
                FluxBridgeAbi.lock(usdc, n(1_000), 42161, provider),
                "FeeExceedsAmount(fee=1000, amount=1000)");
        refused(
                source,
                source.payer,
                FluxBridgeAbi.lock(usdc, n(1_000_000), 1, provider),
                "NoPeer(chainId=1, bridge=0x" + "0".repeat(40) + ")");
        refused(
                source,
                source.payer,
                FluxBridgeAbi.lock(usdc, n(1_000_000), 42161, "0x" + "0".repeat(40)),
                "ZeroRecipient()");
        refused(
                source,
                source.stranger,
                FluxBridgeAbi.setPeer(1, provider),
                "OwnableUnauthorizedAccount(account="
                        + source.stranger.getAddress().toLowerCase(Locale.ROOT) + ")");
        source.send(source.payer, usdc, UsdcAbi.approve(source.contracts.bridge(), 0));
    }
}
