// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

struct Point {
    uint256 x;
    uint256 y;
}

/// An ElGamal ciphertext of an amount times the generator.
struct EGCT {
    Point c1;
    Point c2;
}

/// Baby Jubjub in Edwards form: 168700 x^2 + y^2 = 1 + 168696 x^2 y^2 over the scalar field of BN254.
library BabyJubJub {
    uint256 internal constant FIELD = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    uint256 private constant A = 168700;
    uint256 private constant D = 168696;
    /// Base8, which generates the group of prime order.
    uint256 internal constant GENERATOR_X =
        5299619240641551281634865583518297030282874472190772894086521144482721001553;
    uint256 internal constant GENERATOR_Y =
        16950150798460657717958625567821834550301663161624707787222815936182638968203;

    error NotInvertible();

    function generator() internal pure returns (Point memory) {
        return Point(GENERATOR_X, GENERATOR_Y);
    }

    function isOnCurve(Point memory p) internal pure returns (bool) {
        if (p.x >= FIELD || p.y >= FIELD) return false;
        uint256 xx = mulmod(p.x, p.x, FIELD);
        uint256 yy = mulmod(p.y, p.y, FIELD);
        return addmod(mulmod(A, xx, FIELD), yy, FIELD) == addmod(1, mulmod(D, mulmod(xx, yy, FIELD), FIELD), FIELD);
    }

    /// Complete: d is no square, so no pair of points of the curve makes a divisor zero.
    function add(Point memory p, Point memory q) internal view returns (Point memory) {
        uint256 xy = mulmod(p.x, q.y, FIELD);
        uint256 yx = mulmod(p.y, q.x, FIELD);
        uint256 t = mulmod(D, mulmod(xy, yx, FIELD), FIELD);
        Point memory sum = Point(addmod(xy, yx, FIELD), _differenceOfProducts(p, q));
        uint256 inverse = _inverse(addmod(1, FIELD - mulmod(t, t, FIELD), FIELD));
        sum.x = mulmod(sum.x, mulmod(inverse, addmod(1, FIELD - t, FIELD), FIELD), FIELD);
        sum.y = mulmod(sum.y, mulmod(inverse, addmod(1, t, FIELD), FIELD), FIELD);
        return sum;
    }

    /// y1 y2 - a x1 x2
    function _differenceOfProducts(Point memory p, Point memory q) private pure returns (uint256) {
        uint256 axx = mulmod(A, mulmod(p.x, q.x, FIELD), FIELD);
        return addmod(mulmod(p.y, q.y, FIELD), FIELD - axx, FIELD);
    }

    function negate(Point memory p) internal pure returns (Point memory) {
        return Point(p.x == 0 ? 0 : FIELD - p.x, p.y);
    }

    function add(EGCT memory p, EGCT memory q) internal view returns (EGCT memory) {
        return EGCT(add(p.c1, q.c1), add(p.c2, q.c2));
    }

    function subtract(EGCT memory p, EGCT memory q) internal view returns (EGCT memory) {
        return EGCT(add(p.c1, negate(q.c1)), add(p.c2, negate(q.c2)));
    }

    /// amount times the generator, in projective coordinates with one inversion at the end.
    function multiple(uint256 amount) internal view returns (Point memory) {
        uint256 x = 0;
        uint256 y = 1;
        uint256 z = 1;
        uint256 bit = 1 << 255;
        while (bit > amount) bit >>= 1;
        for (; bit != 0; bit >>= 1) {
            (x, y, z) = _double(x, y, z);
            if (amount & bit != 0) (x, y, z) = _addGenerator(x, y, z);
        }
        uint256 inverse = _inverse(z);
        return Point(mulmod(x, inverse, FIELD), mulmod(y, inverse, FIELD));
    }

    /// With B = (x + y)^2, C = x^2, E = a C, F = E + y^2, J = F - 2 z^2.
    function _double(uint256 x, uint256 y, uint256 z) private pure returns (uint256, uint256, uint256) {
        uint256 both = addmod(x, y, FIELD);
        both = mulmod(both, both, FIELD);
        uint256 xx = mulmod(x, x, FIELD);
        uint256 yy = mulmod(y, y, FIELD);
        uint256 e = mulmod(A, xx, FIELD);
        uint256 f = addmod(e, yy, FIELD);
        uint256 j = addmod(f, FIELD - mulmod(2, mulmod(z, z, FIELD), FIELD), FIELD);
        uint256 crossed = addmod(both, 2 * FIELD - xx - yy, FIELD);
        return (
            mulmod(crossed, j, FIELD), mulmod(f, addmod(e, FIELD - yy, FIELD), FIELD), mulmod(f, j, FIELD)
        );
    }

    function _addGenerator(uint256 x, uint256 y, uint256 z) private pure returns (uint256, uint256, uint256) {
        uint256 crossed = addmod(mulmod(x, GENERATOR_Y, FIELD), mulmod(y, GENERATOR_X, FIELD), FIELD);
        x = mulmod(x, GENERATOR_X, FIELD);
        y = mulmod(y, GENERATOR_Y, FIELD);
        uint256 e = mulmod(D, mulmod(x, y, FIELD), FIELD);
        y = addmod(y, FIELD - mulmod(A, x, FIELD), FIELD);
        uint256 zz = mulmod(z, z, FIELD);
        uint256 f = addmod(zz, FIELD - e, FIELD);
        uint256 g = addmod(zz, e, FIELD);
        x = mulmod(z, mulmod(f, crossed, FIELD), FIELD);
        y = mulmod(z, mulmod(g, y, FIELD), FIELD);
        return (x, y, mulmod(f, g, FIELD));
    }

    /// By the modexp precompile.
    function _inverse(uint256 value) private view returns (uint256 inverse) {
        bool done;
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore(input, 32)
            mstore(add(input, 32), 32)
            mstore(add(input, 64), 32)
            mstore(add(input, 96), value)
            mstore(add(input, 128), sub(FIELD, 2))
            mstore(add(input, 160), FIELD)
            done := staticcall(gas(), 5, input, 192, 0, 32)
            inverse := mload(0)
        }
        if (!done || inverse == 0) revert NotInvertible();
    }
}
