// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

/// A constant-product pool of two tokens, for development chains: it stands for a public exchange, with its price impact,
/// fee, slippage bound and deadline. Its owner brings the reserves, and the fee stays in them. Amounts are in each token's
/// smallest unit.
contract DevelopmentSwapPool is Ownable, ReentrancyGuard {
    using SafeERC20 for IERC20;

    uint256 internal constant BPS = 10_000;

    address public immutable token0;
    address public immutable token1;
    uint16 public immutable feeBps;
    uint256 public reserve0;
    uint256 public reserve1;

    event LiquidityAdded(uint256 amount0, uint256 amount1);
    event Swapped(
        address indexed sender,
        address indexed recipient,
        address tokenIn,
        uint256 amountIn,
        address tokenOut,
        uint256 amountOut
    );

    error UnknownPair(address tokenIn, address tokenOut);
    error InvalidPool();
    error AfterDeadline(uint256 timestamp, uint256 deadline);
    error TooLittleOut(uint256 amountOut, uint256 minAmountOut);
    error NoReserves();

    constructor(address token0_, address token1_, uint16 feeBps_, address owner) Ownable(owner) {
        if (token0_ == token1_ || token0_ == address(0) || token1_ == address(0) || feeBps_ >= BPS) {
            revert InvalidPool();
        }
        token0 = token0_;
        token1 = token1_;
        feeBps = feeBps_;
    }

    function addLiquidity(uint256 amount0, uint256 amount1) external nonReentrant onlyOwner {
        reserve0 += amount0;
        reserve1 += amount1;
        emit LiquidityAdded(amount0, amount1);
        IERC20(token0).safeTransferFrom(msg.sender, address(this), amount0);
        IERC20(token1).safeTransferFrom(msg.sender, address(this), amount1);
    }

    /// What `amountIn` would give now, rounded down.
    function quote(address tokenIn, address tokenOut, uint256 amountIn) public view returns (uint256 amountOut) {
        (uint256 reserveIn, uint256 reserveOut) = _reserves(tokenIn, tokenOut);
        if (reserveIn == 0 || reserveOut == 0) revert NoReserves();
        uint256 afterFee = amountIn * (BPS - feeBps);
        return afterFee * reserveOut / (reserveIn * BPS + afterFee);
    }

    /// Takes exactly `amountIn` from the sender and gives the recipient at least `minAmountOut`, or fails.
    function swapExactInput(
        address tokenIn,
        address tokenOut,
        uint256 amountIn,
        uint256 minAmountOut,
        address recipient,
        uint256 deadline
    ) external nonReentrant returns (uint256 amountOut) {
        if (block.timestamp > deadline) revert AfterDeadline(block.timestamp, deadline);
        amountOut = quote(tokenIn, tokenOut, amountIn);
        if (amountOut < minAmountOut || amountOut == 0) revert TooLittleOut(amountOut, minAmountOut);
        if (tokenIn == token0) {
            reserve0 += amountIn;
            reserve1 -= amountOut;
        } else {
            reserve1 += amountIn;
            reserve0 -= amountOut;
        }
        emit Swapped(msg.sender, recipient, tokenIn, amountIn, tokenOut, amountOut);
        IERC20(tokenIn).safeTransferFrom(msg.sender, address(this), amountIn);
        IERC20(tokenOut).safeTransfer(recipient, amountOut);
    }

    function _reserves(address tokenIn, address tokenOut)
        private
        view
        returns (uint256 reserveIn, uint256 reserveOut)
    {
        if (tokenIn == token0 && tokenOut == token1) return (reserve0, reserve1);
        if (tokenIn == token1 && tokenOut == token0) return (reserve1, reserve0);
        revert UnknownPair(tokenIn, tokenOut);
    }
}
