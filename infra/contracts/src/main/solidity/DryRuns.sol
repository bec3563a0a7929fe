// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Never deployed: an eth_call without recipient runs the constructor, which answers with a byte for each call, 1 when it would
/// succeed by itself on the state as it is and 0 otherwise. None of them sees what another has done. The caller of each is a
/// contract that nobody knows: only what anybody may send can be tried so.
contract DryRuns {
    /// @param target contract that all are calls of
    /// @param limit gas that each has to get by with
    constructor(address target, uint256 limit, bytes[] memory calls) {
        UndoneCall undone = new UndoneCall();
        bytes memory outcomes = new bytes(calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            try undone.run(target, limit, calls[i]) {}
            catch (bytes memory outcome) {
                if (outcome.length == 32 && outcome[31] == 0x01) outcomes[i] = 0x01;
            }
        }
        assembly ("memory-safe") {
            return(add(outcomes, 32), mload(outcomes))
        }
    }
}

/// Undoes what it has done, the warmth of addresses and slots included.
contract UndoneCall {
    /// Always reverts, with a word that says whether the call succeeded.
    function run(address target, uint256 limit, bytes calldata data) external {
        assembly ("memory-safe") {
            let input := mload(0x40)
            calldatacopy(input, data.offset, data.length)
            // Nothing of what the target answers is copied.
            mstore(0, call(limit, target, 0, input, data.length, 0, 0))
            revert(0, 32)
        }
    }
}
