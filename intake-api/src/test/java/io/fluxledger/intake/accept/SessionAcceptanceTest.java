package io.fluxledger.intake.accept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.SessionRevoked;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.SessionGrantMessage;
import io.fluxledger.signatures.WalletSignature;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionAcceptanceTest {
    private static final PrivateKey SESSION = PrivateKey.fromHex("44".repeat(32));
    private static final EthAddress CONTRACT = Requests.address("c0");
    private static final long EXPIRES_MS = Requests.NOW_MS + 3_600_000;
    private final SessionAcceptance sessions =
            new SessionAcceptance(Requests.CHAINS, () -> UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f"));

    private final Acceptance acceptance = new Acceptance(Requests.CHAINS, AcceptanceLimits.DEFAULT);

    private static ObjectNode grantOf(EthAddress payer) {
        return Requests.JSON
                .createObjectNode()
                .put("payer", payer.toString())
                .put("sessionKey", SESSION.address().toString())
                .put("limit", "0.5")
                .put("expiresMs", EXPIRES_MS)
                .put("chainId", 42161)
                .put("nonce", Requests.NONCE.toString());
    }

    private ObjectNode grant() {
        return sign(grantOf(Requests.PAYER.address()), Requests.PAYER);
    }

    private ObjectNode sign(ObjectNode body, PrivateKey key) {
        body.put("signature", "0x00");
        byte[] digest = sessions.digest(sessions.read(body));
        return body.put("signature", key.sign(digest).toString());
    }

    private SessionGrantMessage accepted(ObjectNode body) {
        return sessions.grant(sessions.read(body), WalletProof.NONE, Requests.NOW);
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            surprise   | 1                      | 400 UNKNOWN_FIELD surprise
            payer      | -                      | 400 MISSING_FIELD payer
            payer      | "0x12"                 | 400 INVALID_ADDRESS payer
            payer      | "0x1111111111111111111111111111111111111111" | 401 SIGNATURE_MISMATCH signature
            payer      | SESSION                | 400 INVALID_ADDRESS sessionKey
            sessionKey | "0x0000000000000000000000000000000000000000" | 400 INVALID_ADDRESS sessionKey
            sessionKey | "0x1111111111111111111111111111111111111111" | 401 SIGNATURE_MISMATCH signature
            limit      | "0"                    | 400 AMOUNT_ZERO limit
            limit      | "-1"                   | 400 AMOUNT_NEGATIVE limit
            limit      | 1                      | 400 WRONG_TYPE limit
            limit      | "0.500000001"          | 401 SIGNATURE_MISMATCH signature
            limit      | "0.500"                | accepted
            expiresMs  | MS+0                   | 410 SESSION_EXPIRED expiresMs
            expiresMs  | MS+1                   | 401 SIGNATURE_MISMATCH signature
            expiresMs  | MS+2592000000          | 401 SIGNATURE_MISMATCH signature
            expiresMs  | MS+2592000001          | 422 AUTHORIZATION_TOO_LONG expiresMs
            chainId    | 1                      | 422 UNKNOWN_CHAIN chainId
            chainId    | -1                     | 400 NUMBER_OUT_OF_RANGE chainId
            chainId    | 0                      | 401 SIGNATURE_MISMATCH signature
            chainId    | 43114                  | 401 SIGNATURE_MISMATCH signature
            provider   | "0x1111111111111111111111111111111111111111" | 401 SIGNATURE_MISMATCH signature
            nonce      | "0x12"                 | 400 INVALID_HEX nonce
            nonce      | "0x1111111111111111111111111111111111111111111111111111111111111111" | 401 SIGNATURE_MISMATCH signature
            signature  | "0x"                   | 400 INVALID_SIGNATURE signature
            signature  | "0x1"                  | 400 INVALID_SIGNATURE signature
            signature  | "12"                   | 400 INVALID_SIGNATURE signature
            signature  | "0x12"                 | 401 SIGNATURE_MISMATCH signature
            """)
    void everyFieldOfAGrantIsCheckedAndSigned(String field, String value, String expected)
            throws JsonProcessingException {
        ObjectNode body = grant();
        change(body, field, value);
        assertThat(outcome(() -> accepted(body))).isEqualTo(expected);
    }

    @Test
    void aGrantForEveryChainAndOneProviderIsItsOwn() {
        ObjectNode body = grantOf(Requests.PAYER.address())
                .put("chainId", 0)
                .put("provider", Requests.PROVIDER.address().toString());
        SessionGrantMessage grant = accepted(sign(body, Requests.PAYER));
        assertThat(grant.coversChain(43114)).isTrue();
        assertThat(grant.coversProvider(Requests.PROVIDER.address())).isTrue();
        assertThat(grant.coversProvider(Requests.WALLET)).isFalse();
    }

    /** The session key cannot make itself a larger grant. */
    @Test
    void onlyThePayerGrants() {
        assertThat(outcome(() -> accepted(sign(grantOf(Requests.PAYER.address()), SESSION))))
                .isEqualTo("401 SIGNATURE_MISMATCH signature");
    }

    /** What the chain says counts for exactly the question that it was asked. */
    @ParameterizedTest(name = "asked on {0} about {1}, {2}, {3}: {4}")
    @CsvSource(delimiter = '|', textBlock = """
            42161 | wallet  | same digest  | same signature  | accepted
            43114 | wallet  | same digest  | same signature  | 401 SIGNATURE_MISMATCH signature
            42161 | another | same digest  | same signature  | 401 SIGNATURE_MISMATCH signature
            42161 | wallet  | other digest | same signature  | 401 SIGNATURE_MISMATCH signature
            42161 | wallet  | same digest  | other signature | 401 SIGNATURE_MISMATCH signature
            none  | wallet  | same digest  | same signature  | 401 SIGNATURE_MISMATCH signature
            """)
    void aContractWalletNeedsItsOwnChainsWord(
            String chain, String wallet, String digest, String signature, String expected) {
        ObjectNode body = grantOf(CONTRACT).put("signature", "0x" + "5a".repeat(100));
        SessionAcceptance.Stated stated = sessions.read(body);
        assertThat(sessions.needsChain(stated)).isTrue();
        WalletProof proof = chain.equals("none")
                ? WalletProof.NONE
                : new WalletProof(
                        Long.parseLong(chain),
                        wallet.equals("wallet") ? CONTRACT : Requests.WALLET,
                        digest.equals("same digest") ? sessions.digest(stated) : new byte[32],
                        signature.equals("same signature")
                                ? stated.signature()
                                : WalletSignature.parse("0x" + "5b".repeat(100)));
        assertThat(outcome(() -> sessions.grant(stated, proof, Requests.NOW))).isEqualTo(expected);
    }

    @Test
    void aContractWalletNamesItsChain() {
        ObjectNode body = grantOf(CONTRACT).put("chainId", 0).put("signature", "0x" + "5a".repeat(100));
        SessionAcceptance.Stated stated = sessions.read(body);
        assertThat(sessions.needsChain(stated)).isFalse();
        assertThat(outcome(() -> sessions.grant(stated, WalletProof.NONE, Requests.NOW)))
                .isEqualTo("422 UNKNOWN_CHAIN chainId");
    }

    @Test
    void aKeysSignatureNeedsNoChain() {
        assertThat(sessions.needsChain(sessions.read(grant()))).isFalse();
    }

    @ParameterizedTest(name = "{0}={1}, signed by {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nonce      | 0x1111111111111111111111111111111111111111111111111111111111111111 | payer    | PAYER
            nonce      | 0x1111111111111111111111111111111111111111111111111111111111111111 | session  | SESSION
            nonce      | 0x1111111111111111111111111111111111111111111111111111111111111111 | stranger | 401 SIGNATURE_MISMATCH signature
            nonce      | 0x12                                       | payer    | 400 INVALID_HEX nonce
            sessionKey | 0x0000000000000000000000000000000000000000 | payer    | 400 INVALID_ADDRESS sessionKey
            surprise   | 1                                          | payer    | 400 UNKNOWN_FIELD surprise
            signature  | 0x                                         | -        | 400 INVALID_SIGNATURE signature
            signature  | 0x12                                       | -        | 401 SIGNATURE_MISMATCH signature
            """)
    void thePayerOrTheKeyItselfRevokes(String field, String value, String signer, String expected) {
        ObjectNode body = Requests.JSON
                .createObjectNode()
                .put("payer", Requests.PAYER.address().toString())
                .put("sessionKey", SESSION.address().toString())
                .put("nonce", Requests.NONCE.toString())
                .put("signature", "0x00")
                .put(field, value);
        SessionTerms terms = new SessionTerms(SESSION.address(), 1, EXPIRES_MS, 42161, null);
        assertThat(outcome(() -> {
                    if (!signer.equals("-")) {
                        byte[] digest = sessions.digest(sessions.readRevocation(body));
                        body.put("signature", key(signer).sign(digest).toString());
                    }
                    return sessions.revoked(sessions.readRevocation(body), terms, WalletProof.NONE);
                }))
                .isEqualTo(expected);
    }

    /** A contract wallet revokes with its word on the session's chain, and on no other. */
    @ParameterizedTest
    @CsvSource({"42161,PAYER", "43114,401 SIGNATURE_MISMATCH signature"})
    void aContractWalletRevokes(long asked, String expected) {
        SessionAcceptance.StatedRevocation stated = sessions.readRevocation(Requests.JSON
                .createObjectNode()
                .put("payer", CONTRACT.toString())
                .put("sessionKey", SESSION.address().toString())
                .put("nonce", Requests.NONCE.toString())
                .put("signature", "0x" + "5a".repeat(100)));
        assertThat(sessions.isByKey(stated)).isFalse();
        SessionTerms terms = new SessionTerms(SESSION.address(), 1, EXPIRES_MS, 42161, null);
        WalletProof proof = new WalletProof(asked, CONTRACT, sessions.digest(stated), stated.signature());
        assertThat(outcome(() -> sessions.revoked(stated, terms, proof))).isEqualTo(expected);
    }

    /** The grant: 0.5 USDC, from 42161, until an hour from now. Which credits there are is for the fold to know. */
    @ParameterizedTest(name = "{0}={1}, signed by {2} after {3}: {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            maxAmount  | "0.05"        | session  | PT0S  | the session's
            maxAmount  | "0.5"         | session  | PT0S  | the session's
            maxAmount  | "0.500000001" | session  | PT0S  | 402 SESSION_LIMIT_EXCEEDED maxAmount
            maxAmount  | "0.05"        | payer    | PT0S  | the payer's
            maxAmount  | "0.05"        | stranger | PT0S  | 401 SIGNATURE_MISMATCH signature
            deadlineMs | MS+5000000    | session  | PT59M59.999S | the session's
            deadlineMs | MS+5000000    | session  | PT60M | 410 SESSION_EXPIRED signature
            provider   | "0x7777777777777777777777777777777777777777" | session | PT0S | 403 SESSION_SCOPE provider
            payer      | "0x7777777777777777777777777777777777777777" | session | PT0S | 401 SIGNATURE_MISMATCH signature
            escrow     | {}            | session  | PT0S  | 422 UNSUPPORTED_MODE payoutMode
            """)
    void locksStayWithinTheirGrant(String field, String value, String signer, Duration later, String expected)
            throws JsonProcessingException {
        SessionTerms terms =
                new SessionTerms(SESSION.address(), 500_000_000, EXPIRES_MS, 42161, Requests.PROVIDER.address());
        ObjectNode body = Requests.intent().put("payoutChainId", 43114);
        change(body, field, value);
        sign(body, signer);
        String payer = body.get("payer").asText();
        SessionLookup granted = key -> Optional.of(terms)
                .filter(known -> known.sessionKey().equals(key)
                        && payer.equals(Requests.PAYER.address().toString()));
        assertThat(outcome(() -> acceptance.intent(body, granted, Requests.NOW.plus(later))))
                .isEqualTo(expected);
    }

    private static void sign(ObjectNode body, String signer) {
        IntentLockMessage message = new IntentLockMessage(
                body.get("intentId").asText(),
                EthAddress.parse(body.get("payer").asText()),
                EthAddress.parse(body.get("provider").asText()),
                new BigDecimal(body.get("maxAmount").asText()).movePointRight(9).longValueExact(),
                body.get("deadlineMs").asLong(),
                body.get("payoutMode").asText(),
                body.get("payoutChainId").asLong(),
                Bytes32.parse(body.get("nonce").asText()));
        body.put("signature", key(signer).sign(message.digest(Requests.DOMAIN)).toString());
    }

    private static PrivateKey key(String signer) {
        return switch (signer) {
            case "session" -> SESSION;
            case "payer" -> Requests.PAYER;
            default -> Requests.STRANGER;
        };
    }

    private static void change(ObjectNode body, String field, String value) throws JsonProcessingException {
        if (value.equals("-")) {
            body.remove(field);
        } else if (value.startsWith("MS+")) {
            body.put(field, Requests.NOW_MS + Long.parseLong(value.substring(3)));
        } else if (value.equals("SESSION")) {
            body.put(field, SESSION.address().toString());
        } else {
            body.set(field, Requests.JSON.readTree(value));
        }
    }

    private static String outcome(Supplier<Object> request) {
        try {
            return switch (request.get()) {
                case IntentLocked lock -> signer(lock);
                case SessionRevoked revoked -> revoked.getRevokedBy().name();
                default -> "accepted";
            };
        } catch (ProblemException e) {
            Problem problem = e.problem();
            return problem.status() + " " + problem.code() + " " + problem.field();
        }
    }

    private static String signer(IntentLocked lock) {
        assertThat(lock.getDraws()).isEmpty();
        if (lock.getSessionKey() == null) {
            return "the payer's";
        }
        assertThat(lock.getSessionKey().bytes()).isEqualTo(SESSION.address().bytes());
        return "the session's";
    }
}
