package io.fluxledger.relayer.keys;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.EncryptedTokensFile;
import io.fluxledger.signatures.EthAddress;
import java.util.List;

/** What the two keys of a deployment may do on its chains. */
public final class KeyRoles {
    private static final String PAYMENT_INFO =
            "(address,address,address,address,uint120,uint48,uint48,uint48,uint16,uint16,address,uint256)";
    private static final String AUTHORIZATION = "(address,address,uint256,uint256,uint256,bytes32,bytes)";
    private static final String SIGNED_LOCK =
            "((address,address,uint256,uint256,address,uint256,uint256,bytes32),bytes)";

    private static final String PROOF_POINTS = "(uint256[2],uint256[2][2],uint256[2])";
    private static final String PCT = "uint256[7]";

    private KeyRoles() {}

    /** Takes deposits, pays out, and moves USDC through the configured bridges and pools. */
    public static SigningPolicy treasury(List<ChainsFile.Chain> chains, SigningPolicy.Caps caps) {
        SigningPolicy.Builder policy = SigningPolicy.builder().caps(caps);
        for (ChainsFile.Chain chain : chains) {
            long id = chain.chainId();
            EthAddress usdc = address(chain.usdc());
            policy.allow(
                    id, usdc, "receiveWithAuthorization" + AUTHORIZATION, "transferWithAuthorization" + AUTHORIZATION);
            for (ChainsFile.Bridge bridge : chain.bridges()) {
                EthAddress contract = address(bridge.address());
                policy.allowApproval(id, usdc, contract)
                        .allow(
                                id,
                                contract,
                                "lock(address,uint256,uint256,address)",
                                "lockWithAuthorization" + SIGNED_LOCK);
            }
            chain.swapPool().map(KeyRoles::address).ifPresent(pool -> {
                policy.allowApproval(id, usdc, pool)
                        .allow(id, pool, "swapExactInput(address,address,uint256,uint256,address,uint256)");
                chain.tokens().forEach(token -> policy.allowApproval(id, address(token.address()), pool));
            });
        }
        return policy.build();
    }

    /** Operates the escrow and writes the public trail. */
    public static SigningPolicy operator(List<ChainsFile.Chain> chains, SigningPolicy.Caps caps) {
        SigningPolicy.Builder policy = SigningPolicy.builder().caps(caps);
        for (ChainsFile.Chain chain : chains) {
            policy.allow(
                    chain.chainId(),
                    address(chain.escrow()),
                    "authorize(" + PAYMENT_INFO + ",uint256,address,bytes)",
                    "capture(" + PAYMENT_INFO + ",uint256,uint16,address)",
                    "void(" + PAYMENT_INFO + ")",
                    "refund(" + PAYMENT_INFO + ",uint256,address,bytes)");
            policy.allow(
                    chain.chainId(),
                    address(chain.audit()),
                    "recordIntent(bytes32,address,uint256,uint256)",
                    "recordSettlement(bytes32,address,uint256,bytes32)",
                    "recordRefund(bytes32,bytes32)",
                    "recordIntents((bytes32,address,uint256,uint256)[])",
                    "recordSettlements((bytes32,address,uint256,bytes32)[])",
                    "recordRefunds((bytes32,bytes32)[])",
                    "anchor(bytes32,bytes32,uint256)");
        }
        return policy.build();
    }

    /** Pays privately, and keeps the encrypted reserve that it pays from. */
    public static SigningPolicy payouts(
            List<ChainsFile.Chain> chains, List<EncryptedTokensFile.EncryptedToken> tokens, SigningPolicy.Caps caps) {
        SigningPolicy.Builder policy = SigningPolicy.builder().caps(caps);
        for (EncryptedTokensFile.EncryptedToken token : tokens) {
            long id = token.chainId();
            EthAddress encrypted = address(token.encryptedErc());
            policy.allow(
                    id,
                    encrypted,
                    "deposit(uint256,address," + PCT + ")",
                    "transfer(address,uint256,(" + PROOF_POINTS + ",uint256[32])," + PCT + ")",
                    "withdraw(uint256,(" + PROOF_POINTS + ",uint256[16])," + PCT + ")");
            chains.stream().filter(chain -> chain.chainId() == id).forEach(chain -> {
                EthAddress usdc = address(chain.usdc());
                policy.allowApproval(id, usdc, encrypted).allowTransfer(id, usdc, address(chain.treasury()));
            });
        }
        return policy.build();
    }

    private static EthAddress address(String text) {
        return EthAddress.parse(text.toLowerCase(java.util.Locale.ROOT));
    }
}
