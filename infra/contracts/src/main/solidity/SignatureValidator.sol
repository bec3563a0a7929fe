// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// Never deployed: an eth_call without recipient runs the constructor, which answers with one word, 1 when `wallet` says
/// that it signed `digest` and 0 otherwise. A signature in ERC-6492's form names the factory that would deploy the wallet;
/// the constructor deploys it in the call, where nothing lasts, and then asks it by ERC-1271.
contract SignatureValidator {
    bytes32 private constant COUNTERFACTUAL = 0x6492649264926492649264926492649264926492649264926492649264926492;
    uint256 private constant VALID = uint256(uint32(IERC1271.isValidSignature.selector)) << 224;
    /// Factory, and the offsets and lengths of calldata and signature: less cannot be decoded.
    uint256 private constant SHORTEST_WRAPPER = 160;

    constructor(address wallet, bytes32 digest, bytes memory signature) {
        uint256 valid = _isValid(wallet, digest, signature) ? 1 : 0;
        assembly ("memory-safe") {
            mstore(0, valid)
            return(0, 32)
        }
    }

    function _isValid(address wallet, bytes32 digest, bytes memory signature) private returns (bool) {
        if (_isCounterfactual(signature)) {
            (address factory, bytes memory creation, bytes memory inner) =
                abi.decode(signature, (address, bytes, bytes));
            if (wallet.code.length == 0) {
                // A factory that fails leaves no code, and then nobody can answer.
                (bool created,) = factory.call(creation);
                if (!created) return false;
            }
            signature = inner;
        }
        if (wallet.code.length == 0) return false;
        (bool answered, bytes memory answer) =
            wallet.staticcall(abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
        return answered && answer.length == 32 && uint256(abi.decode(answer, (bytes32))) == VALID;
    }

    function _isCounterfactual(bytes memory signature) private pure returns (bool found) {
        if (signature.length < SHORTEST_WRAPPER + 32) return false;
        bytes32 last;
        assembly ("memory-safe") {
            last := mload(add(signature, mload(signature)))
        }
        return last == COUNTERFACTUAL;
    }
}
