package io.fluxledger.relayer.plan;

import io.fluxledger.contracts.PaymentInfo;
import io.fluxledger.events.ChainCommand;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Escrow intents whose end has not been planned yet. A closing line does not repeat the authorization, so the planner
 * looks it up here. It follows from the commands planned so far, and is read back from them after a start.
 */
public final class OpenEscrows {
    /**
     * @param authorizeCommandId the command that locks the maximum
     * @param info the payment, from that command's calldata
     */
    public record Opening(String authorizeCommandId, long chainId, PaymentInfo info) {}

    private record Key(String payer, String intentId) {}

    private final Map<Key, Opening> openings = new HashMap<>();

    /** Takes note of a command that was planned, now or earlier. */
    public void planned(ChainCommand command) {
        Key key = new Key(HexFormat.of().formatHex(command.getAccount().bytes()), command.getSubjectId());
        switch (command.getKind()) {
            case ESCROW_AUTHORIZE ->
                openings.put(
                        key,
                        new Opening(
                                command.getCommandId(),
                                command.getChainId(),
                                PaymentInfo.ofAuthorizeCall(bytes(command.getData()))));
            // Planned last of an intent's end.
            case AUDIT_SETTLEMENT, AUDIT_REFUND -> openings.remove(key);
            case DEPOSIT,
                    ESCROW_CAPTURE,
                    ESCROW_VOID,
                    AUDIT_INTENT,
                    WITHDRAWAL,
                    PAYOUT,
                    BRIDGE_LOCK,
                    SWAP_APPROVE,
                    SWAP_PAY,
                    PRIVATE_PAYOUT,
                    RESERVE_FUND,
                    RESERVE_APPROVE,
                    RESERVE_DEPOSIT,
                    RESERVE_WITHDRAW,
                    RESERVE_RETURN,
                    AUDIT_ANCHOR -> {}
        }
    }

    Optional<Opening> find(byte[] payer, String intentId) {
        return Optional.ofNullable(openings.get(new Key(HexFormat.of().formatHex(payer), intentId)));
    }

    /** Forgets an intent that ended without anything to plan. */
    void forget(byte[] payer, String intentId) {
        openings.remove(new Key(HexFormat.of().formatHex(payer), intentId));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    int size() {
        return openings.size();
    }
}
