package io.fluxledger.contracts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.web3j.protocol.core.methods.response.Log;

/** Calls and events of USDC (FiatTokenV2_2). Amounts are micro-USDC, times Unix seconds. */
public final class UsdcAbi {
    private static final String TRANSFER = NexusEscrowAbi.topic("Transfer(address,address,uint256)");
    private static final String AUTHORIZATION_USED = NexusEscrowAbi.topic("AuthorizationUsed(address,bytes32)");
    private static final String AUTHORIZATION_ARGUMENTS = "(address,address,uint256,uint256,uint256,bytes32,bytes)";

    /** Addresses are lower-case 0x-hex. */
    public record Transfer(String from, String to, long amountMicros) {}

    /** An EIP-3009 authorization was used; nonce is 0x-hex. */
    public record AuthorizationUsed(String authorizer, String nonce) {}

    private UsdcAbi() {}

    /**
     * Executes a payer's ReceiveWithAuthorization; the sender must be {@code to}.
     *
     * @param nonce 32 bytes
     * @param signature 65 bytes r, s, v; longer for contract wallets
     */
    public static byte[] receiveWithAuthorization(
            String from,
            String to,
            long amountMicros,
            long validAfterS,
            long validBeforeS,
            byte[] nonce,
            byte[] signature) {
        return authorization(
                "receiveWithAuthorization", from, to, amountMicros, validAfterS, validBeforeS, nonce, signature);
    }

    /** Executes a TransferWithAuthorization; anybody may send it. Parameters as for receiveWithAuthorization. */
    public static byte[] transferWithAuthorization(
            String from,
            String to,
            long amountMicros,
            long validAfterS,
            long validBeforeS,
            byte[] nonce,
            byte[] signature) {
        return authorization(
                "transferWithAuthorization", from, to, amountMicros, validAfterS, validBeforeS, nonce, signature);
    }

    private static byte[] authorization(
            String verb,
            String from,
            String to,
            long amountMicros,
            long validAfterS,
            long validBeforeS,
            byte[] nonce,
            byte[] signature) {
        return Calldata.call(verb + AUTHORIZATION_ARGUMENTS)
                .address(from)
                .address(to)
                .uint(amountMicros)
                .uint(validAfterS)
                .uint(validBeforeS)
                .bytes32(nonce)
                .bytes(signature)
                .encode();
    }

    /** True on chain when that authorization was used or cancelled. */
    public static byte[] authorizationState(String authorizer, byte[] nonce) {
        return Calldata.call("authorizationState(address,bytes32)")
                .address(authorizer)
                .bytes32(nonce)
                .encode();
    }

    public static boolean decodeBool(String returned) {
        return Words.of(returned).bool(0);
    }

    public static byte[] balanceOf(String account) {
        return Calldata.call("balanceOf(address)").address(account).encode();
    }

    public static long decodeAmount(String returned) {
        return Words.of(returned).uint63(0);
    }

    public static byte[] transfer(String to, long amountMicros) {
        return Calldata.call("transfer(address,uint256)")
                .address(to)
                .uint(amountMicros)
                .encode();
    }

    public static byte[] approve(String spender, long amountMicros) {
        return Calldata.call("approve(address,uint256)")
                .address(spender)
                .uint(amountMicros)
                .encode();
    }

    /** Allowances add up, so that two uses at a time do not take each other's. */
    public static byte[] increaseAllowance(String spender, long amountMicros) {
        return Calldata.call("increaseAllowance(address,uint256)")
                .address(spender)
                .uint(amountMicros)
                .encode();
    }

    public static byte[] mint(String to, long amountMicros) {
        return Calldata.call("mint(address,uint256)")
                .address(to)
                .uint(amountMicros)
                .encode();
    }

    /** EIP-712 domain name; answers a string. */
    public static byte[] name() {
        return Calldata.call("name()").encode();
    }

    /** EIP-712 domain version; answers a string. */
    public static byte[] version() {
        return Calldata.call("version()").encode();
    }

    public static String decodeString(String returned) {
        return Words.of(returned).string(0);
    }

    static byte[] configureMinter(String minter, BigInteger allowance) {
        return Calldata.call("configureMinter(address,uint256)")
                .address(minter)
                .uint(allowance)
                .encode();
    }

    static byte[] isMinter(String account) {
        return Calldata.call("isMinter(address)").address(account).encode();
    }

    /** The token's transfers among those logs, in order. */
    public static List<Transfer> transfers(String usdc, List<Log> logs) {
        List<Transfer> transfers = new ArrayList<>();
        for (Log log : logs) {
            List<String> topics = log.getTopics();
            if (log.getAddress().equalsIgnoreCase(usdc)
                    && topics.size() == 3
                    && topics.getFirst().equals(TRANSFER)) {
                transfers.add(new Transfer(
                        Words.of(topics.get(1)).address(0),
                        Words.of(topics.get(2)).address(0),
                        Words.of(log.getData()).uint63(0)));
            }
        }
        return transfers;
    }

    /** First and third topic of transfers to that account. */
    public static List<String> transfersToTopics(String account) {
        return List.of(TRANSFER, "0x" + "0".repeat(24) + account.substring(2));
    }

    /** Topics of what an account pays by authorizations of its own: that they were used, and the transfers. */
    public static List<Object> spentTopics(String account) {
        return List.of(List.of(AUTHORIZATION_USED, TRANSFER), "0x" + "0".repeat(24) + account.substring(2));
    }

    /** Topics of the event that an authorization was used. */
    public static List<String> usedTopics(AuthorizationUsed authorization) {
        return List.of(
                AUTHORIZATION_USED,
                "0x" + "0".repeat(24) + authorization.authorizer().substring(2),
                authorization.nonce());
    }

    /** What an authorization moved, where those logs say that it was used: the token's next event is the transfer. */
    public static Optional<Transfer> moved(String usdc, List<Log> logs, AuthorizationUsed authorization) {
        List<Log> own = logs.stream()
                .filter(log -> log.getAddress().equalsIgnoreCase(usdc))
                .toList();
        for (int i = 0; i + 1 < own.size(); i++) {
            if (authorizationsUsed(usdc, List.of(own.get(i))).contains(authorization)) {
                return transfers(usdc, List.of(own.get(i + 1))).stream().findFirst();
            }
        }
        return Optional.empty();
    }

    /** The EIP-3009 authorizations that those logs say were used. */
    public static List<AuthorizationUsed> authorizationsUsed(String usdc, List<Log> logs) {
        List<AuthorizationUsed> used = new ArrayList<>();
        for (Log log : logs) {
            List<String> topics = log.getTopics();
            if (log.getAddress().equalsIgnoreCase(usdc)
                    && topics.size() == 3
                    && topics.getFirst().equals(AUTHORIZATION_USED)) {
                used.add(new AuthorizationUsed(Words.of(topics.get(1)).address(0), topics.get(2)));
            }
        }
        return used;
    }
}
