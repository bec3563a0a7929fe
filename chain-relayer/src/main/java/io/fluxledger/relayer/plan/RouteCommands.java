package io.fluxledger.relayer.plan;

import io.fluxledger.contracts.FluxBridgeAbi;
import io.fluxledger.contracts.SwapPoolAbi;
import io.fluxledger.contracts.TransferAuthorization;
import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.relayer.route.Leg;
import io.fluxledger.relayer.route.Payout;
import io.fluxledger.relayer.route.RouteLeg;
import io.fluxledger.relayer.route.RouteMachine;
import io.fluxledger.signatures.Keccak256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Decides which transactions a leg of a route asks for. The same leg gives the same commands. */
public final class RouteCommands {
    private static final byte[] UNSIGNED = new byte[0];
    /** How long a lock or swap may wait for its chain: quotes do not hold for longer. */
    private static final long PATIENCE_S = 900;
    /** How long a payment may wait for its chain before it is given back. */
    private static final long PAYMENT_PATIENCE_S = 86_400;
    /** What was sent just before the patience ended may still be mined for that long. */
    private static final long GRACE_S = 3_600;

    private static final int SELECTOR = 4;
    private static final int WORD = 32;

    private final Map<Long, ChainContracts> chains;

    public RouteCommands(Map<Long, ChainContracts> chains) {
        this.chains = Map.copyOf(chains);
    }

    /**
     * The commands of a leg, in the order in which they have to be executed; the last is that of the leg's own kind.
     *
     * @throws IllegalStateException when it concerns a chain that is not configured
     */
    public List<ChainCommand> of(Payout payout, RouteLeg leg) {
        return switch (leg.leg()) {
            case Leg.Move move -> List.of(lock(payout, leg, move));
            case Leg.Pay pay -> List.of(payment(payout, leg, pay));
            case Leg.SwapPay swap -> swap(payout, leg, swap);
        };
    }

    /** Kind of the command whose end is the leg's. */
    public static CommandKind kind(Leg leg) {
        return switch (leg) {
            case Leg.Move _ -> CommandKind.BRIDGE_LOCK;
            case Leg.Pay _ -> CommandKind.PAYOUT;
            case Leg.SwapPay _ -> CommandKind.SWAP_PAY;
        };
    }

    /** Address that keeps the USDC of a chain, 0x-hex in lower case. */
    public String treasury(long chainId) {
        return chain(chainId).treasury();
    }

    private ChainCommand lock(Payout payout, RouteLeg leg, Leg.Move move) {
        ChainContracts from = chain(move.chainId());
        ChainContracts to = chain(move.bridge().toChainId());
        long notAfterS = leg.changedAtMs() / 1_000 + PATIENCE_S;
        String id = id(payout, leg, CommandKind.BRIDGE_LOCK);
        FluxBridgeAbi.SignedLock lock = new FluxBridgeAbi.SignedLock(
                from.usdc(),
                from.treasury(),
                BigInteger.valueOf(move.sentMicros()),
                to.chainId(),
                to.treasury(),
                0,
                notAfterS + GRACE_S,
                "0x" + HexFormat.of().formatHex(Keccak256.hash(id)));
        return builder(id, CommandKind.BRIDGE_LOCK, from)
                .setAccount(address(payout.provider()))
                .setSubjectId(payout.payoutId())
                .setTo(address(move.bridge().entry()))
                .setData(ByteBuffer.wrap(FluxBridgeAbi.lockWithAuthorization(lock, UNSIGNED)))
                .setAmountMicros(move.sentMicros())
                .setToken(address(from.usdc()))
                .setNonce(new Hash32(
                        lock.authorizationNonce(from.chainId(), move.bridge().entry())))
                .setNotAfterS(notAfterS)
                .build();
    }

    private ChainCommand payment(Payout payout, RouteLeg leg, Leg.Pay pay) {
        ChainContracts chain = chain(pay.chainId());
        String id = id(payout, leg, CommandKind.PAYOUT);
        byte[] nonce = Keccak256.hash(id);
        long notAfterS = leg.changedAtMs() / 1_000 + PAYMENT_PATIENCE_S;
        TransferAuthorization authorization = new TransferAuthorization(
                chain.treasury(),
                payout.recipient(),
                pay.amountMicros(),
                0,
                notAfterS + GRACE_S,
                "0x" + HexFormat.of().formatHex(nonce));
        return builder(id, CommandKind.PAYOUT, chain)
                .setAccount(address(payout.provider()))
                .setSubjectId(payout.payoutId())
                .setTo(address(chain.usdc()))
                .setData(ByteBuffer.wrap(authorization.call(UNSIGNED)))
                .setAmountMicros(pay.amountMicros())
                .setToken(address(chain.usdc()))
                .setNonce(new Hash32(nonce))
                .setNotAfterS(notAfterS)
                .build();
    }

    private List<ChainCommand> swap(Payout payout, RouteLeg leg, Leg.SwapPay swap) {
        ChainContracts chain = chain(swap.chainId());
        long notAfterS = leg.changedAtMs() / 1_000 + PATIENCE_S;
        BigInteger amount = BigInteger.valueOf(swap.amountMicros());
        ChainCommand approve = builder(id(payout, leg, CommandKind.SWAP_APPROVE), CommandKind.SWAP_APPROVE, chain)
                .setAccount(address(payout.provider()))
                .setSubjectId(payout.payoutId())
                .setTo(address(chain.usdc()))
                .setData(ByteBuffer.wrap(increaseAllowance(swap.pool().contract(), amount)))
                .setAmountMicros(swap.amountMicros())
                .setToken(address(chain.usdc()))
                .setNotAfterS(notAfterS)
                .build();
        ChainCommand exchange = builder(id(payout, leg, CommandKind.SWAP_PAY), CommandKind.SWAP_PAY, chain)
                .setAccount(address(payout.provider()))
                .setSubjectId(payout.payoutId())
                .setTo(address(swap.pool().contract()))
                .setData(ByteBuffer.wrap(SwapPoolAbi.swapExactInput(
                        chain.usdc(),
                        swap.pool().token(),
                        amount,
                        swap.leastOut(),
                        payout.recipient(),
                        notAfterS + GRACE_S)))
                .setAmountMicros(swap.amountMicros())
                .setToken(address(swap.pool().token()))
                .setDependsOn(approve.getCommandId())
                .setNotAfterS(notAfterS)
                .build();
        return List.of(approve, exchange);
    }

    /** Allowances add up, so that two swaps at a time do not take each other's. */
    private static byte[] increaseAllowance(String spender, BigInteger amount) {
        byte[] call = new byte[SELECTOR + 2 * WORD];
        byte[] selector = Keccak256.hash("increaseAllowance(address,uint256)");
        System.arraycopy(selector, 0, call, 0, SELECTOR);
        byte[] account = address(spender).bytes();
        System.arraycopy(account, 0, call, SELECTOR + WORD - account.length, account.length);
        byte[] number = amount.toByteArray();
        byte[] positive = number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
        System.arraycopy(positive, 0, call, call.length - positive.length, positive.length);
        return call;
    }

    private static ChainCommand.Builder builder(String id, CommandKind kind, ChainContracts chain) {
        return ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(kind)
                .setChainId(chain.chainId())
                .setSigner(address(chain.treasury()));
    }

    private static String id(Payout payout, RouteLeg leg, CommandKind kind) {
        return RouteMachine.commandId(payout.payoutId(), leg.number(), kind.name());
    }

    private ChainContracts chain(long chainId) {
        ChainContracts chain = chains.get(chainId);
        if (chain == null) {
            throw new IllegalStateException("Chain " + chainId + " is not configured");
        }
        return chain;
    }

    private static Address20 address(String hex) {
        return new Address20(HexFormat.of().parseHex(hex, 2, hex.length()));
    }
}
