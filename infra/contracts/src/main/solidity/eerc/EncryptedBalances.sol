// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BabyJubJub, EGCT} from "./BabyJubJub.sol";

/// Encrypted balances and what their owners need to read them: their own note of the balance after their last spending
/// (balancePCT), and a ciphertext for each credit since.
///
/// A proof is about one balance. Credits may arrive between the making of a proof and its arrival, so any balance since the
/// owner's last spending will do; spending ends them all by the nonce, also the one that was spent. Nobody can
/// therefore use a proof twice, nor stop an owner from spending by sending dust.
abstract contract EncryptedBalances {
    struct AmountPCT {
        uint256[7] pct;
        uint256 index;
    }

    struct Account {
        EGCT balance;
        /// Spendings.
        uint64 nonce;
        /// Spendings and credits.
        uint64 transactionIndex;
        /// The credits from here on are not in balancePCT.
        uint64 firstCredit;
        uint256[7] balancePCT;
        uint256[7][] credits;
        /// Credits in an earlier balance plus one, by nonce and balance.
        mapping(bytes32 balance => uint256 credits) earlier;
    }

    mapping(address user => mapping(uint256 tokenId => Account account)) private _accounts;

    /// The owner's balance is balancePCT plus all amountPCTs. Zeroes for an account that was never credited.
    /// @return eGCT the balance
    /// @return nonce the owner's spendings
    /// @return amountPCTs credits since the last spending, each with its place among all
    /// @return balancePCT the owner's note after the last spending
    /// @return transactionIndex spendings and credits
    function balanceOf(address user, uint256 tokenId)
        external
        view
        returns (
            EGCT memory eGCT,
            uint256 nonce,
            AmountPCT[] memory amountPCTs,
            uint256[7] memory balancePCT,
            uint256 transactionIndex
        )
    {
        Account storage account = _accounts[user][tokenId];
        uint256 first = account.firstCredit;
        amountPCTs = new AmountPCT[](account.credits.length - first);
        for (uint256 i = 0; i < amountPCTs.length; i++) {
            amountPCTs[i] = AmountPCT(account.credits[first + i], first + i);
        }
        return (account.balance, account.nonce, amountPCTs, account.balancePCT, account.transactionIndex);
    }

    function _credit(address user, uint256 tokenId, EGCT memory amount, uint256[7] memory pct) internal {
        Account storage account = _accounts[user][tokenId];
        EGCT memory balance = account.balance;
        // (0, 0) is on no curve: the first credit.
        if (balance.c1.y == 0) {
            account.balance = amount;
        } else {
            account.earlier[_id(account.nonce, balance)] = account.credits.length + 1;
            account.balance = BabyJubJub.add(balance, amount);
        }
        account.credits.push(pct);
        account.transactionIndex++;
    }

    /// Whether the account has that balance or had it since its last spending, and how many credits are in it.
    function _creditsIn(address user, uint256 tokenId, EGCT memory balance) internal view returns (bool, uint256) {
        Account storage account = _accounts[user][tokenId];
        EGCT memory current = account.balance;
        if (current.c1.y == 0) return (false, 0);
        if (_id(0, current) == _id(0, balance)) return (true, account.credits.length);
        uint256 earlier = account.earlier[_id(account.nonce, balance)];
        return earlier == 0 ? (false, 0) : (true, earlier - 1);
    }

    /// @param covered credits in the balance that was proven, which the new balancePCT has in it
    function _spend(
        address user,
        uint256 tokenId,
        uint256 covered,
        EGCT memory amount,
        uint256[7] memory balancePCT
    ) internal {
        Account storage account = _accounts[user][tokenId];
        account.balance = BabyJubJub.subtract(account.balance, amount);
        account.balancePCT = balancePCT;
        account.nonce++;
        account.transactionIndex++;
        account.firstCredit = uint64(covered);
    }

    function _id(uint256 nonce, EGCT memory balance) private pure returns (bytes32) {
        return keccak256(abi.encode(nonce, balance));
    }
}
