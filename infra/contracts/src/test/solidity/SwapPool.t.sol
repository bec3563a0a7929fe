// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DevelopmentSwapPool} from "../../main/solidity/DevelopmentSwapPool.sol";
import {Money} from "./Money.sol";
import {Cheats} from "./Vm.sol";

contract SwapPoolTest is Cheats {
    /// Whatever is swapped there and back, the pool's product grows and the swapper gains nothing.
    function testFuzz_nobodyGainsByGoingThereAndBack(uint256 reserve0, uint256 reserve1, uint256 amount) external {
        reserve0 = bounded(reserve0, 1e3, 1e18);
        reserve1 = bounded(reserve1, 1e3, 1e18);
        amount = bounded(amount, 1, 1e18);
        Money a = new Money();
        Money b = new Money();
        DevelopmentSwapPool pool = new DevelopmentSwapPool(address(a), address(b), 30, address(this));
        a.mint(address(this), reserve0 + amount);
        b.mint(address(this), reserve1);
        a.approve(address(pool), type(uint256).max);
        b.approve(address(pool), type(uint256).max);
        pool.addLiquidity(reserve0, reserve1);
        uint256 out = pool.quote(address(a), address(b), amount);
        require(out < reserve1, "the pool is empty");
        vm.assume(out > 0);
        require(
            pool.swapExactInput(address(a), address(b), amount, out, address(this), block.timestamp) == out,
            "not what was quoted"
        );
        require(pool.reserve0() * pool.reserve1() >= reserve0 * reserve1, "the product fell");
        uint256 back = pool.quote(address(b), address(a), out);
        require(back < amount, "the way there and back pays");
        require(b.balanceOf(address(this)) == out && b.balanceOf(address(pool)) == pool.reserve1(), "other reserves");
    }
}
