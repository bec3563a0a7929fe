// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Checks Groth16 proofs over BN254 by the equation of the paper (Groth 2016):
///   e(A, B) = e(alpha, beta) e(IC0 + sum of s_i IC_i, gamma) e(C, delta).
/// The verification key is given at creation and kept as the code of a contract of its own, which costs less to read than storage.
abstract contract Groth16Verifier {
    /// Field of the curve's coordinates.
    uint256 internal constant BASE_FIELD = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    /// Field of the signals.
    uint256 internal constant SCALAR_FIELD = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    /// alpha 2, beta 4, gamma 4, delta 4; then two for IC0 and two for each signal.
    uint256 private constant FIXED_WORDS = 14;
    /// The code that a call would run stops at once.
    uint256 private constant CODE_PREFIX_BYTES = 1;

    uint256 private immutable SIGNALS;
    address private immutable KEY;

    error InvalidVerificationKey();

    /// @param key words as above; the second-group points as the pairing precompile orders them
    constructor(uint256 signals, uint256[] memory key) {
        if (key.length != FIXED_WORDS + 2 * (signals + 1)) revert InvalidVerificationKey();
        for (uint256 i = 0; i < key.length; i++) {
            if (key[i] >= BASE_FIELD) revert InvalidVerificationKey();
        }
        // 00 stop | key, returned by: push2 length, dup1, push1 11, push0, codecopy, push0, return
        uint256 length = CODE_PREFIX_BYTES + 32 * key.length;
        bytes memory creation = abi.encodePacked(hex"61", uint16(length), hex"80600a5f395ff3", hex"00", key);
        address created;
        assembly ("memory-safe") {
            created := create(0, add(creation, 32), mload(creation))
        }
        if (created == address(0)) revert InvalidVerificationKey();
        SIGNALS = signals;
        KEY = created;
    }

    /// The verification key's words, as they were given.
    function verificationKey() external view returns (uint256[] memory) {
        return _key();
    }

    function _verify(
        uint256[2] calldata a,
        uint256[2][2] calldata b,
        uint256[2] calldata c,
        uint256[] calldata signals
    ) internal view returns (bool) {
        uint256[] memory key = _key();
        if (a[1] >= BASE_FIELD) return false;
        (bool valid, uint256 x, uint256 y) = _combine(key, signals);
        if (!valid) return false;
        // -A with B, alpha with beta, the combination with gamma, C with delta: their product is one.
        uint256[24] memory pairs = [
            a[0],
            a[1] == 0 ? 0 : BASE_FIELD - a[1],
            b[0][0],
            b[0][1],
            b[1][0],
            b[1][1],
            key[0],
            key[1],
            key[2],
            key[3],
            key[4],
            key[5],
            x,
            y,
            key[6],
            key[7],
            key[8],
            key[9],
            c[0],
            c[1],
            key[10],
            key[11],
            key[12],
            key[13]
        ];
        uint256[1] memory product;
        bool done;
        // The precompile refuses coordinates outside of the field and points that are not on the curve or in the group.
        assembly ("memory-safe") {
            done := staticcall(gas(), 8, pairs, 768, product, 32)
        }
        return done && product[0] == 1;
    }

    /// IC0 + sum of s_i IC_i. Signals that are not below the field would be other names of the same signal.
    function _combine(uint256[] memory key, uint256[] calldata signals) private view returns (bool, uint256, uint256) {
        uint256[4] memory sum;
        uint256[3] memory term;
        sum[0] = key[FIXED_WORDS];
        sum[1] = key[FIXED_WORDS + 1];
        for (uint256 i = 0; i < SIGNALS; i++) {
            uint256 signal = signals[i];
            if (signal >= SCALAR_FIELD) return (false, 0, 0);
            uint256 place = FIXED_WORDS + 2 * (i + 1);
            term[0] = key[place];
            term[1] = key[place + 1];
            term[2] = signal;
            bool done;
            assembly ("memory-safe") {
                done := staticcall(gas(), 7, term, 96, add(sum, 64), 64)
                done := and(done, staticcall(gas(), 6, sum, 128, sum, 64))
            }
            if (!done) return (false, 0, 0);
        }
        return (true, sum[0], sum[1]);
    }

    function _key() private view returns (uint256[] memory key) {
        key = new uint256[](FIXED_WORDS + 2 * (SIGNALS + 1));
        address from = KEY;
        assembly ("memory-safe") {
            extcodecopy(from, add(key, 32), CODE_PREFIX_BYTES, mul(32, mload(key)))
        }
    }
}
