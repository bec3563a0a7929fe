package io.fluxledger.contracts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** Calls, answers and events of the swap pool. Amounts are in each token's smallest unit, times Unix seconds. */
public final class SwapPoolAbi {
    private static final String SWAPPED =
            NexusEscrowAbi.topic("Swapped(address,address,address,uint256,address,uint256)");

    /** A swap that happened; addresses are lower-case 0x-hex. */
    public record Swapped(
            String sender,
            String recipient,
            String tokenIn,
            BigInteger amountIn,
            String tokenOut,
            BigInteger amountOut) {}

    private SwapPoolAbi() {}

    /** What an amount would give now; answers an amount. */
    public static byte[] quote(String tokenIn, String tokenOut, BigInteger amountIn) {
        return Calldata.call("quote(address,address,uint256)")
                .address(tokenIn)
                .address(tokenOut)
                .uint(amountIn)
                .encode();
    }

    /**
     * Swaps; the sender must have approved the amount.
     *
     * @param minAmountOut less makes it fail
     * @param deadlineS a block after that time makes it fail
     */
    public static byte[] swapExactInput(
            String tokenIn,
            String tokenOut,
            BigInteger amountIn,
            BigInteger minAmountOut,
            String recipient,
            long deadlineS) {
        return Calldata.call("swapExactInput(address,address,uint256,uint256,address,uint256)")
                .address(tokenIn)
                .address(tokenOut)
                .uint(amountIn)
                .uint(minAmountOut)
                .address(recipient)
                .uint(deadlineS)
                .encode();
    }

    public static byte[] addLiquidity(BigInteger amount0, BigInteger amount1) {
        return Calldata.call("addLiquidity(uint256,uint256)")
                .uint(amount0)
                .uint(amount1)
                .encode();
    }

    /** Reserve of the pool's first token; answers an amount. */
    public static byte[] reserve0() {
        return Calldata.call("reserve0()").encode();
    }

    /** Reserve of the pool's second token; answers an amount. */
    public static byte[] reserve1() {
        return Calldata.call("reserve1()").encode();
    }

    /** The pool's swaps among those logs, in order. */
    public static List<Swapped> swaps(String pool, List<Log> logs) {
        List<Swapped> swaps = new ArrayList<>();
        for (Log log : logs) {
            List<String> topics = log.getTopics();
            if (log.getAddress().equalsIgnoreCase(pool) && topics.getFirst().equals(SWAPPED)) {
                Words data = Words.of(log.getData());
                swaps.add(new Swapped(
                        Words.of(topics.get(1)).address(0),
                        Words.of(topics.get(2)).address(0),
                        data.address(0),
                        data.uint(1),
                        data.address(2),
                        data.uint(3)));
            }
        }
        return swaps;
    }
}
