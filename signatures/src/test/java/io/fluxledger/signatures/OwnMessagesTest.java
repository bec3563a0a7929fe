package io.fluxledger.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fixed digest against the general encoder, which derives it from the published type. */
class OwnMessagesTest {
    private static final EthAddress A = EthAddress.parse("0x" + "a1".repeat(20));
    private static final EthAddress B = EthAddress.parse("0x" + "b2".repeat(20));
    private static final EthAddress C = EthAddress.parse("0x" + "c3".repeat(20));
    private static final Bytes32 NONCE = Bytes32.parse("0x" + "4d".repeat(32));
    private static final Eip712Domain DOMAIN = new Eip712Domain("Fluxledger", "1", 43114, C);
    private static final Eip3009Authorization AUTHORIZATION =
            Eip3009Authorization.ofMicros(A, B, 7_000, 1, 2_000_000_000L, NONCE);
    private static final String AUTHORIZATION_FIELDS =
            "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce";

    static Map<String, byte[]> digests() {
        Map<String, byte[]> digests = new LinkedHashMap<>();
        digests.put("lock", new IntentLockMessage("i-1", A, B, 50_000L, 99L, "BATCH", 42161L, NONCE).digest(DOMAIN));
        digests.put("receipt", new UsageReceiptMessage("i-1", A, B, 7L, 100L, 50L, 42161L, NONCE, 98L).digest(DOMAIN));
        digests.put("settle", new SettlementRequestMessage("i-1", A, B, NONCE).digest(DOMAIN));
        digests.put("refund", new RefundRequestMessage("i-1", A, B, "TIMED_OUT", NONCE).digest(DOMAIN));
        digests.put("withdraw", new WithdrawalRequestMessage("w-1", A, 43114L, 1000L, B, 97L, NONCE).digest(DOMAIN));
        digests.put("provider", new ProviderRegistrationMessage(A, B, 43114L, NONCE, 96L).digest(DOMAIN));
        digests.put("prefer", new RefundChainMessage(A, 42161L, 93L).digest(DOMAIN));
        digests.put("grant", new SessionGrantMessage(A, B, 5L, 95L, 42161L, C, NONCE).digest(DOMAIN));
        digests.put("revoke", new SessionRevocationMessage(A, B, NONCE).digest(DOMAIN));
        digests.put("access", new AccountAccessMessage(A, 94L).digest(DOMAIN));
        digests.put("dispute", new DisputeMessage("i-1", A, B, 5_000L, "wrong", NONCE).digest(DOMAIN));
        digests.put("giveback", new ProviderRefundMessage(B, A, "i-1", 4_000L, NONCE).digest(DOMAIN));
        digests.put("transfer", AUTHORIZATION.transferDigest(DOMAIN));
        digests.put("receive", AUTHORIZATION.receiveDigest(DOMAIN));
        digests.put("cancel", AUTHORIZATION.cancelDigest(DOMAIN));
        return digests;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lock     | IntentLock(string intentId,address payer,address provider,uint256 maxAmountNanos,uint256 deadlineMs,string payoutMode,uint256 payoutChainId,bytes32 nonce) | i-1 A B 50000 99 BATCH 42161 N
            receipt  | UsageReceipt(string intentId,address payer,address provider,uint256 usedNanos,uint256 inputTokens,uint256 outputTokens,uint256 payoutChainId,bytes32 nonce,uint256 timestampMs) | i-1 A B 7 100 50 42161 N 98
            settle   | SettlementRequest(string intentId,address payer,address provider,bytes32 nonce) | i-1 A B N
            refund   | RefundRequest(string intentId,address payer,address provider,string reason,bytes32 nonce) | i-1 A B TIMED_OUT N
            withdraw | WithdrawalRequest(string withdrawalId,address payer,uint256 chainId,uint256 amountNanos,address recipient,uint256 validBeforeMs,bytes32 nonce) | w-1 A 43114 1000 B 97 N
            provider | ProviderRegistration(address provider,address payoutAddress,uint256 payoutChainId,bytes32 nonce,uint256 validBeforeMs) | A B 43114 N 96
            prefer   | RefundChainPreference(address payer,uint256 chainId,uint256 issuedAtMs) | A 42161 93
            grant    | SessionGrant(address payer,address sessionKey,uint256 limitNanos,uint256 expiresMs,uint256 chainId,address provider,bytes32 nonce) | A B 5 95 42161 C N
            revoke   | SessionRevocation(address payer,address sessionKey,bytes32 nonce) | A B N
            access   | AccountAccess(address payer,uint256 expiresMs) | A 94
            dispute  | DisputeRaised(string intentId,address payer,address provider,uint256 amountNanos,string reason,bytes32 nonce) | i-1 A B 5000 wrong N
            giveback | ProviderRefund(address provider,address payer,string intentId,uint256 amountNanos,bytes32 nonce) | B A i-1 4000 N
            transfer | TransferWithAuthorization(FIELDS) | A B 7000 1 2000000000 N
            receive  | ReceiveWithAuthorization(FIELDS)  | A B 7000 1 2000000000 N
            cancel   | CancelAuthorization(address authorizer,bytes32 nonce) | A N
            """)
    void agreesWithTheGeneralEncoder(String message, String declaration, String values) {
        String type = declaration.replace("FIELDS", AUTHORIZATION_FIELDS);
        String name = type.substring(0, type.indexOf('('));
        List<TypedData.Field> fields = new ArrayList<>();
        Map<String, Object> data = new LinkedHashMap<>();
        String[] members =
                type.substring(type.indexOf('(') + 1, type.length() - 1).split(",");
        String[] given = values.split(" ");
        for (int i = 0; i < members.length; i++) {
            String[] member = members[i].split(" ");
            fields.add(new TypedData.Field(member[1], member[0]));
            data.put(member[1], value(given[i]));
        }
        Map<String, Object> domain =
                Map.of("name", "Fluxledger", "version", "1", "chainId", 43114, "verifyingContract", C.toString());
        TypedData general = new TypedData(Map.of(name, fields), name, domain, data);
        assertThat(general.encodeType(name)).isEqualTo(type);
        assertThat(digests()).containsKey(message);
        assertThat(Hex.prefixed(general.digest())).isEqualTo(Hex.prefixed(digest(message)));
    }

    /** Again by the general encoder; the contracts module checks the same hash against the deployed escrow. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            payer 0xb2..    | false
            payer 0         | true
            """)
    void escrowHashIsTheOneOfTheStruct(String what, boolean agnostic) {
        EscrowPaymentInfo info = new EscrowPaymentInfo(A, B, C, A, 50_000, 100, 200, 300, 10, 10, B, NONCE);
        EthAddress escrow = EthAddress.parse("0xBdEA0D1bcC5966192B070Fdf62aB4EF5b4420cff");
        String type = "address operator,address payer,address receiver,address token,uint120 maxAmount,"
                + "uint48 preApprovalExpiry,uint48 authorizationExpiry,uint48 refundExpiry,uint16 minFeeBps,"
                + "uint16 maxFeeBps,address feeReceiver,uint256 salt";
        String[] given =
                ("A " + (agnostic ? "0x" + "00".repeat(20) : "B") + " C A 50000 100 200 300 10 10 B N").split(" ");
        List<TypedData.Field> fields = new ArrayList<>();
        Map<String, Object> data = new LinkedHashMap<>();
        String[] members = type.split(",");
        for (int i = 0; i < members.length; i++) {
            String[] member = members[i].split(" ");
            fields.add(new TypedData.Field(member[1], member[0]));
            data.put(member[1], value(given[i]));
        }
        TypedData general = new TypedData(Map.of("PaymentInfo", fields), "PaymentInfo", Map.of("name", "unused"), data);
        byte[] expected = new Words()
                .uint(42161)
                .address(escrow)
                .bytes32(Keccak256.hash(general.encodedMessage()))
                .hash();
        Bytes32 actual = agnostic ? info.payerAgnosticNonce(42161, escrow) : info.hash(42161, escrow);
        assertThat(actual).as(what).isEqualTo(Bytes32.of(expected));
    }

    private static byte[] digest(String message) {
        byte[] digest = digests().get(message);
        assertThat(digest).isNotNull();
        return digest == null ? new byte[0] : digest;
    }

    private static Object value(String text) {
        return switch (text) {
            case "A" -> A.toString();
            case "B" -> B.toString();
            case "C" -> C.toString();
            case "N" -> NONCE.toString();
            default -> text;
        };
    }
}
