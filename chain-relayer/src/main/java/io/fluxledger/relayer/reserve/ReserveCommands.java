package io.fluxledger.relayer.reserve;

import io.fluxledger.contracts.TransferAuthorization;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import io.fluxledger.signatures.Keccak256;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The commands by which a reserve's money is moved. The same step always has the same id. */
public final class ReserveCommands {
    private static final byte[] UNSIGNED = new byte[0];
    private static final byte[] NOTHING = new byte[0];
    /** How long the treasury may lack what it is asked for. */
    private static final long PATIENCE_S = 600;
    /** What was sent just before the patience ended may still be mined for that long. */
    private static final long GRACE_S = 3_600;

    private final EncryptedToken token;
    private final ChainContracts chain;

    public ReserveCommands(EncryptedToken token, ChainContracts chain) {
        this.token = token;
        this.chain = chain;
    }

    /** A reserve that nothing is known of yet. */
    public Reserve reserve(long retryMs) {
        return new Reserve(
                chain.chainId(),
                address(token.payoutAccount()),
                address(chain.treasury()),
                token.depositMicros(),
                retryMs);
    }

    public long chainId() {
        return chain.chainId();
    }

    /** @throws IllegalArgumentException for what is no step of a reserve */
    public ChainCommand of(ReserveStep step, long nowMs) {
        String id = id(step.kind(), step.number());
        ChainCommand.Builder command = ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(step.kind())
                .setChainId(chain.chainId())
                .setAccount(address(token.payoutAccount()))
                .setSubjectId("reserve:" + step.number())
                .setSigner(address(token.payoutAccount()))
                .setAmountMicros(step.amountMicros())
                .setNotAfterS(0);
        switch (step.kind()) {
            case RESERVE_FUND -> fund(command, id, step.amountMicros(), nowMs / 1_000 + PATIENCE_S);
            case RESERVE_APPROVE ->
                call(command, chain.usdc(), UsdcAbi.increaseAllowance(token.encryptedErc(), step.amountMicros()));
            case RESERVE_DEPOSIT ->
                call(command, token.encryptedErc(), NOTHING)
                        .setDependsOn(id(CommandKind.RESERVE_APPROVE, step.number()));
            case RESERVE_WITHDRAW -> call(command, token.encryptedErc(), NOTHING);
            case RESERVE_RETURN -> call(command, chain.usdc(), UsdcAbi.transfer(chain.treasury(), step.amountMicros()));
            default -> throw new IllegalArgumentException(step.kind() + " is no step of a reserve");
        }
        return command.build();
    }

    private void fund(ChainCommand.Builder command, String id, long amountMicros, long notAfterS) {
        byte[] nonce = Keccak256.hash(id);
        TransferAuthorization authorization = new TransferAuthorization(
                chain.treasury(),
                token.payoutAccount(),
                amountMicros,
                0,
                notAfterS + GRACE_S,
                "0x" + HexFormat.of().formatHex(nonce));
        var _ = call(command, chain.usdc(), authorization.call(UNSIGNED))
                .setSigner(address(chain.treasury()))
                .setToken(address(chain.usdc()))
                .setNonce(new Hash32(nonce))
                .setNotAfterS(notAfterS);
    }

    private static ChainCommand.Builder call(ChainCommand.Builder command, String to, byte[] data) {
        return command.setTo(address(to)).setData(ByteBuffer.wrap(data));
    }

    private String id(CommandKind kind, int number) {
        return "reserve:%d:%s:%d:%s".formatted(chain.chainId(), token.payoutAccount(), number, kind);
    }

    /** The number in a command's id. */
    static int number(String commandId) {
        String[] parts = commandId.split(":", -1);
        return Integer.parseInt(parts[parts.length - 2]);
    }

    private static Address20 address(String hex) {
        return new Address20(HexFormat.of().parseHex(hex, 2, hex.length()));
    }
}
