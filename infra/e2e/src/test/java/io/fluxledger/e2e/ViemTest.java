package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.local.client.Accounts;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.ChainsSetup;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.DisputeMessage;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.ProviderRefundMessage;
import io.fluxledger.signatures.ProviderRegistrationMessage;
import io.fluxledger.signatures.RefundRequestMessage;
import io.fluxledger.signatures.SessionGrantMessage;
import io.fluxledger.signatures.SessionRevocationMessage;
import io.fluxledger.signatures.SettlementRequestMessage;
import io.fluxledger.signatures.SignatureRecovery;
import io.fluxledger.signatures.TypedMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import io.fluxledger.signatures.VoucherChannel;
import io.fluxledger.signatures.WithdrawalRequestMessage;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every message that this product has signed, by viem from the published type alone: the same hash, and accepted. */
class ViemTest {
    private static final String INTENT_LOCK = "IntentLock(string intentId,address payer,address provider,"
            + "uint256 maxAmountNanos,uint256 deadlineMs,string payoutMode,uint256 payoutChainId,bytes32 nonce)";
    private static final String RECEIPT = "UsageReceipt(string intentId,address payer,address provider,"
            + "uint256 usedNanos,uint256 inputTokens,uint256 outputTokens,uint256 payoutChainId,bytes32 nonce,"
            + "uint256 timestampMs)";
    private static final String REQUEST = "(string intentId,address payer,address provider,";
    private static final String AUTHORIZATION =
            "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";

    private final LiveStack stack = LiveStack.shared();
    private final ChainsFile chains = stack.chains();
    private final ChainsFile.Chain home = chains.chain(chains.homeChainId()).orElseThrow();
    private final Eip712Domain ledger = new Eip712Domain(
            chains.domain().name(),
            chains.domain().version(),
            chains.domain().chainId(),
            EthAddress.parse(chains.domain().verifyingContract()));
    private final Eip712Domain token =
            new Eip712Domain(home.usdcName(), home.usdcVersion(), home.chainId(), EthAddress.parse(home.usdc()));
    private final long nowS = System.currentTimeMillis() / 1_000;

    /** A wallet of viem's, and what it is to sign. */
    private static final class Signer {
        final PrivateKey key = PrivateKey.generate(new SecureRandom());
        private final List<ObjectNode> tasks = new ArrayList<>();
        private final List<byte[]> digests = new ArrayList<>();
        private JsonNode results = NodeClients.JSON.createArrayNode();

        EthAddress address() {
            return key.address();
        }

        /** @return index of the signature */
        int add(Eip712Domain domain, byte[] digest, String type, Object... values) {
            tasks.add(typed(domain, type, values));
            digests.add(digest);
            return tasks.size() - 1;
        }

        /** Has all signed by viem and holds every hash against ours. */
        void sign() throws Exception {
            results = NodeClients.x402(key, tasks.toArray(ObjectNode[]::new));
            for (int i = 0; i < tasks.size(); i++) {
                String type = tasks.get(i).at("/typedData/primaryType").asText();
                assertThat(results.path(i).path("hash").asText())
                        .as(type)
                        .isEqualTo("0x" + HexFormat.of().formatHex(digests.get(i)));
                assertThat(SignatureRecovery.recover(digests.get(i), EthSignature.parse(signature(i))))
                        .as(type)
                        .isEqualTo(address());
            }
        }

        String signature(int index) {
            return results.path(index).path("signature").asText();
        }
    }

    /** As wallets take typed data: everything from the type's own text. */
    private static ObjectNode typed(Eip712Domain domain, String type, Object... values) {
        ObjectNode task = NodeClients.JSON.createObjectNode().put("do", "sign");
        ObjectNode data = task.putObject("typedData");
        data.putObject("domain")
                .put("name", domain.name())
                .put("version", domain.version())
                .put("chainId", domain.chainId())
                .put("verifyingContract", domain.verifyingContract().toString());
        String name = type.substring(0, type.indexOf('('));
        data.put("primaryType", name);
        ArrayNode fields = data.putObject("types").putArray(name);
        ObjectNode message = data.putObject("message");
        String[] members =
                type.substring(type.indexOf('(') + 1, type.length() - 1).split(",", -1);
        for (int i = 0; i < members.length; i++) {
            String[] member = members[i].split(" ", -1);
            fields.addObject().put("name", member[1]).put("type", member[0]);
            message.put(member[1], values[i].toString());
        }
        return task;
    }

    private int add(Signer signer, TypedMessage message, String type, Object... values) {
        return signer.add(ledger, message.digest(ledger), type, values);
    }

    private IntentLockMessage lock(Signer payer, Signer provider, String intentId) {
        return new IntentLockMessage(
                intentId,
                payer.address(),
                provider.address(),
                50_000_000,
                (nowS + 600) * 1_000,
                "BATCH",
                home.chainId(),
                Wallet.freshNonce());
    }

    private int add(Signer payer, IntentLockMessage lock) {
        return add(
                payer,
                lock,
                INTENT_LOCK,
                lock.intentId(),
                lock.payer(),
                lock.provider(),
                lock.maxAmountNanos(),
                lock.deadlineMs(),
                lock.payoutMode(),
                lock.payoutChainId(),
                lock.nonce());
    }

    @Test
    void whatViemSignsIsAccepted() throws Exception {
        Signer payer = new Signer();
        Signer provider = new Signer();
        Wallet payerWallet = new Wallet(payer.key, chains);
        Wallet providerWallet = new Wallet(provider.key, chains);
        String settledId = "viem:" + payer.address().toString().substring(2, 22);
        String refundedId = settledId + ":refunded";
        IntentLockMessage lock = lock(payer, provider, settledId);
        IntentLockMessage other = lock(payer, provider, refundedId);
        Eip3009Authorization transfer = Eip3009Authorization.ofMicros(
                payer.address(), EthAddress.parse(home.treasury()), 900_000, 0, nowS + 600, Wallet.freshNonce());
        WithdrawalRequestMessage withdrawal = new WithdrawalRequestMessage(
                settledId,
                payer.address(),
                home.chainId(),
                100_000_000,
                payer.address(),
                (nowS + 600) * 1_000,
                Wallet.freshNonce());
        DisputeMessage dispute = new DisputeMessage(
                settledId, payer.address(), provider.address(), 1_000, "wrong answer", Wallet.freshNonce());
        int deposited = payer.add(
                token,
                transfer.transferDigest(token),
                "TransferWithAuthorization" + AUTHORIZATION,
                transfer.from(),
                transfer.to(),
                transfer.value(),
                transfer.validAfterS(),
                transfer.validBeforeS(),
                transfer.nonce());
        int locked = add(payer, lock);
        int lockedToo = add(payer, other);
        int withdrawn = add(
                payer,
                withdrawal,
                "WithdrawalRequest(string withdrawalId,address payer,uint256 chainId,uint256 amountNanos,"
                        + "address recipient,uint256 validBeforeMs,bytes32 nonce)",
                withdrawal.withdrawalId(),
                withdrawal.payer(),
                withdrawal.chainId(),
                withdrawal.amountNanos(),
                withdrawal.recipient(),
                withdrawal.validBeforeMs(),
                withdrawal.nonce());
        int disputed = add(
                payer,
                dispute,
                "DisputeRaised" + REQUEST + "uint256 amountNanos,string reason,bytes32 nonce)",
                dispute.intentId(),
                dispute.payer(),
                dispute.provider(),
                dispute.amountNanos(),
                dispute.reason(),
                dispute.nonce());
        payer.sign();

        UsageReceiptMessage receipt = new UsageReceiptMessage(
                settledId,
                payer.address(),
                provider.address(),
                7_000_000,
                100,
                50,
                home.chainId(),
                Wallet.freshNonce(),
                nowS * 1_000);
        SettlementRequestMessage settlement =
                new SettlementRequestMessage(settledId, payer.address(), provider.address(), Wallet.freshNonce());
        RefundRequestMessage refund = new RefundRequestMessage(
                refundedId, payer.address(), provider.address(), "CANCELLED", Wallet.freshNonce());
        ProviderRegistrationMessage registration = new ProviderRegistrationMessage(
                provider.address(), provider.address(), home.chainId(), Wallet.freshNonce(), (nowS + 600) * 1_000);
        int received = add(
                provider,
                receipt,
                RECEIPT,
                receipt.intentId(),
                receipt.payer(),
                receipt.provider(),
                receipt.usedNanos(),
                receipt.inputTokens(),
                receipt.outputTokens(),
                receipt.payoutChainId(),
                receipt.nonce(),
                receipt.timestampMs());
        int settled = add(
                provider,
                settlement,
                "SettlementRequest" + REQUEST + "bytes32 nonce)",
                settlement.intentId(),
                settlement.payer(),
                settlement.provider(),
                settlement.nonce());
        int refunded = add(
                provider,
                refund,
                "RefundRequest" + REQUEST + "string reason,bytes32 nonce)",
                refund.intentId(),
                refund.payer(),
                refund.provider(),
                refund.reason(),
                refund.nonce());
        int registered = add(
                provider,
                registration,
                "ProviderRegistration(address provider,address payoutAddress,uint256 payoutChainId,bytes32 nonce,"
                        + "uint256 validBeforeMs)",
                registration.provider(),
                registration.payoutAddress(),
                registration.payoutChainId(),
                registration.nonce(),
                registration.validBeforeMs());
        provider.sign();

        try (ChainDeployer deployer = new ChainsSetup(stack.directory()).deployer(LocalChain.HOME, home.rpcUrl())) {
            deployer.mintUsdc(payer.address().toString(), 900_000);
        }
        try (LedgerClient intake = stack.intake()) {
            ObjectNode deposit = NodeClients.JSON
                    .createObjectNode()
                    .put("chainId", home.chainId())
                    .put("from", payer.address().toString())
                    .put("amount", "0.9")
                    .put("validAfter", transfer.validAfterS())
                    .put("validBefore", transfer.validBeforeS())
                    .put("nonce", transfer.nonce().toString());
            post(intake, 202, "/v1/deposits", deposit, payer.signature(deposited));
            new Accounts(intake).awaitFunds(payerWallet, Duration.ofMinutes(1));
            post(intake, 201, "/v1/intents", payerWallet.intent(lock), payer.signature(locked));
            post(intake, 201, "/v1/intents", payerWallet.intent(other), payer.signature(lockedToo));
            post(intake, 201, "/v1/receipts", providerWallet.receipt(receipt), provider.signature(received));
            ObjectNode end = providerWallet
                    .settlement(settledId, payer.address(), provider.address())
                    .put("nonce", settlement.nonce().toString());
            post(intake, 200, "/v1/settlements", end, provider.signature(settled));
            ObjectNode back = providerWallet
                    .refund(refundedId, payer.address(), provider.address(), "CANCELLED")
                    .put("nonce", refund.nonce().toString());
            post(intake, 200, "/v1/refunds", back, provider.signature(refunded));
            ObjectNode complaint = payerWallet
                    .dispute(settledId, provider.address(), dispute.amountNanos(), dispute.reason())
                    .put("nonce", dispute.nonce().toString());
            post(intake, 201, "/v1/disputes", complaint, payer.signature(disputed));
            ObjectNode out = payerWallet
                    .withdrawal(settledId, home.chainId(), withdrawal.amountNanos())
                    .put("nonce", withdrawal.nonce().toString())
                    .put("validBeforeMs", withdrawal.validBeforeMs());
            post(intake, 202, "/v1/withdrawals", out, payer.signature(withdrawn));
            ObjectNode provided = providerWallet
                    .registration(home.chainId())
                    .put("nonce", registration.nonce().toString())
                    .put("validBeforeMs", registration.validBeforeMs());
            post(intake, 200, "/v1/providers", provided, provider.signature(registered));
        }
    }

    private static void post(LedgerClient intake, int status, String path, ObjectNode body, String signature) {
        Answer answer = intake.post(path, body.put("signature", signature));
        assertThat(answer.status()).as(path + " " + answer.describe()).isEqualTo(status);
    }

    @Test
    void theOtherMessagesHaveTheSameHashes() throws Exception {
        Signer signer = new Signer();
        EthAddress other = EthAddress.parse("0x" + "b2".repeat(20));
        Bytes32 nonce = Wallet.freshNonce();
        add(
                signer,
                new SessionGrantMessage(signer.address(), other, 5, 95, 42161, EthAddress.ZERO, nonce),
                "SessionGrant(address payer,address sessionKey,uint256 limitNanos,uint256 expiresMs,uint256 chainId,"
                        + "address provider,bytes32 nonce)",
                signer.address(),
                other,
                5,
                95,
                42161,
                EthAddress.ZERO,
                nonce);
        add(
                signer,
                new SessionRevocationMessage(signer.address(), other, nonce),
                "SessionRevocation(address payer,address sessionKey,bytes32 nonce)",
                signer.address(),
                other,
                nonce);
        add(
                signer,
                new ProviderRefundMessage(signer.address(), other, "i-1", 4_000, nonce),
                "ProviderRefund(address provider,address payer,string intentId,uint256 amountNanos,bytes32 nonce)",
                signer.address(),
                other,
                "i-1",
                4_000,
                nonce);
        Eip3009Authorization authorization =
                Eip3009Authorization.ofMicros(signer.address(), other, 7_000, 1, 2_000_000_000L, nonce);
        signer.add(
                token,
                authorization.receiveDigest(token),
                "ReceiveWithAuthorization" + AUTHORIZATION,
                signer.address(),
                other,
                7_000,
                1,
                2_000_000_000L,
                nonce);
        signer.add(
                token,
                authorization.cancelDigest(token),
                "CancelAuthorization(address authorizer,bytes32 nonce)",
                signer.address(),
                nonce);
        Eip712Domain batch = new Eip712Domain(
                "x402 Batch Settlement",
                "1",
                home.chainId(),
                EthAddress.parse("0x4020074e9df2ce1dee5a9c1b5c3f541d02a10003"));
        VoucherChannel channel = new VoucherChannel(
                signer.address(), signer.address(), other, other, token.verifyingContract(), 900, nonce);
        signer.add(
                batch,
                channel.id(home.chainId()).bytes(),
                "ChannelConfig(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,"
                        + "address token,uint40 withdrawDelay,bytes32 salt)",
                signer.address(),
                signer.address(),
                other,
                other,
                token.verifyingContract(),
                900,
                nonce);
        signer.add(
                batch,
                channel.voucherDigest(home.chainId(), BigInteger.valueOf(57_000))
                        .bytes(),
                "Voucher(bytes32 channelId,uint128 maxClaimableAmount)",
                channel.id(home.chainId()),
                57_000);
        signer.sign();
    }
}
