// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CircuitBreaker} from "../../main/solidity/CircuitBreaker.sol";
import {ITokenCollector} from "../../main/solidity/ITokenCollector.sol";
import {NexusEscrow} from "../../main/solidity/NexusEscrow.sol";
import {PaymentInfo} from "../../main/solidity/PaymentInfo.sol";
import {AllowanceCollector, Money} from "./Money.sol";
import {Cheats} from "./Vm.sol";

/// Everybody around the escrow, doing whatever comes to mind, and what they may never achieve.
contract EscrowPeople is Cheats {
    address constant OWNER = address(0xA1);
    address constant GUARDIAN = address(0xA2);
    address constant OPERATOR = address(0xA3);
    address constant FEE_RECEIVER = address(0xA4);
    address constant RECEIVER = address(0xA5);
    address constant STRANGER = address(0xA6);
    uint32 constant WINDOW_S = 1 hours;
    uint256 constant MONEY = 1e12;

    Money public immutable money = new Money();
    NexusEscrow public immutable escrow;
    AllowanceCollector immutable payments = new AllowanceCollector(ITokenCollector.CollectorType.Payment);
    AllowanceCollector immutable refunds = new AllowanceCollector(ITokenCollector.CollectorType.Refund);
    PaymentInfo[] public infos;
    address[3] public payers = [address(0xB1), address(0xB2), address(0xB3)];

    uint256 public collected;
    uint256 public paidOut;
    uint256 public givenBack;
    uint256 public refunded;
    bool public passedWhilePaused;
    bool public exitRefused;
    bool public passedOverCap;
    bool public strangerMoved;
    uint128[2] cap;
    uint256[2] passed;
    uint256[2] window;

    constructor(NexusEscrow escrow_) {
        escrow = escrow_;
        for (uint256 i = 0; i < payers.length; i++) {
            money.mint(payers[i], MONEY);
            vm.prank(payers[i]);
            money.approve(address(payments), type(uint256).max);
        }
        money.mint(OPERATOR, MONEY);
        vm.prank(OPERATOR);
        money.approve(address(refunds), type(uint256).max);
    }

    function count() external view returns (uint256) {
        return infos.length;
    }

    function authorize(uint256 who, uint256 maximum, uint256 amount, uint256 lifeS) external {
        PaymentInfo memory info;
        info.operator = OPERATOR;
        info.payer = payers[who % payers.length];
        info.receiver = RECEIVER;
        info.token = address(money);
        info.maxAmount = uint120(bounded(maximum, 1, 1e9));
        info.preApprovalExpiry = uint48(block.timestamp + 1);
        info.authorizationExpiry = uint48(block.timestamp + bounded(lifeS, 1, 2 days));
        info.refundExpiry = info.authorizationExpiry + 1 days;
        info.minFeeBps = 0;
        info.maxFeeBps = 10_000;
        info.feeReceiver = FEE_RECEIVER;
        info.salt = infos.length;
        amount = bounded(amount, 1, uint256(info.maxAmount) + 1);
        vm.prank(OPERATOR);
        try escrow.authorize(info, amount, address(payments), "") {
            infos.push(info);
            collected += amount;
            _passed(CircuitBreaker.Flow.Authorize, amount);
        } catch {}
    }

    function capture(uint256 which, uint256 amount, uint16 feeBps) external {
        if (infos.length == 0) return;
        PaymentInfo memory info = infos[which % infos.length];
        amount = bounded(amount, 1, uint256(info.maxAmount) + 1);
        feeBps = uint16(bounded(feeBps, 0, 10_001));
        vm.prank(OPERATOR);
        try escrow.capture(info, amount, feeBps, FEE_RECEIVER) {
            paidOut += amount;
            _passed(CircuitBreaker.Flow.Capture, amount);
        } catch {}
    }

    function void(uint256 which) external {
        if (infos.length == 0) return;
        PaymentInfo memory info = infos[which % infos.length];
        uint256 locked = capturable(info);
        vm.prank(OPERATOR);
        try escrow.void(info) {
            givenBack += locked;
        } catch {
            if (locked > 0) exitRefused = true;
        }
    }

    function reclaim(uint256 which) external {
        if (infos.length == 0) return;
        PaymentInfo memory info = infos[which % infos.length];
        uint256 locked = capturable(info);
        vm.prank(info.payer);
        try escrow.reclaim(info) {
            givenBack += locked;
        } catch {
            if (locked > 0 && block.timestamp >= info.authorizationExpiry) exitRefused = true;
        }
    }

    function refund(uint256 which, uint256 amount) external {
        if (infos.length == 0) return;
        PaymentInfo memory info = infos[which % infos.length];
        amount = bounded(amount, 1, uint256(info.maxAmount) + 1);
        (,, uint120 refundable) = escrow.paymentState(escrow.getHash(info));
        vm.prank(OPERATOR);
        try escrow.refund(info, amount, address(refunds), "") {
            refunded += amount;
        } catch {
            bool possible = amount <= refundable && block.timestamp < info.refundExpiry;
            if (possible && money.balanceOf(OPERATOR) >= amount) exitRefused = true;
        }
    }

    function stranger(uint256 which, uint256 verb) external {
        if (infos.length == 0) return;
        PaymentInfo memory info = infos[which % infos.length];
        vm.prank(STRANGER);
        if (verb % 3 == 0) {
            try escrow.capture(info, 1, 0, FEE_RECEIVER) {
                strangerMoved = true;
            } catch {}
        } else if (verb % 3 == 1) {
            try escrow.void(info) {
                strangerMoved = true;
            } catch {}
        } else {
            try escrow.reclaim(info) {
                strangerMoved = true;
            } catch {}
        }
    }

    function pause(bool every) external {
        vm.prank(GUARDIAN);
        escrow.pause(every ? address(0) : address(money));
    }

    function unpause(bool every) external {
        vm.prank(OWNER);
        escrow.unpause(every ? address(0) : address(money));
    }

    function setCap(bool captures, uint128 amount) external {
        uint256 flow = captures ? 1 : 0;
        cap[flow] = uint128(bounded(amount, 1, 2e9));
        passed[flow] = 0;
        vm.prank(OWNER);
        escrow.setCap(OPERATOR, address(money), CircuitBreaker.Flow(flow), cap[flow], WINDOW_S);
    }

    function pass(uint256 timeS) external {
        vm.warp(block.timestamp + bounded(timeS, 1, 6 hours));
    }

    function capturable(PaymentInfo memory info) public view returns (uint256) {
        (, uint120 locked,) = escrow.paymentState(escrow.getHash(info));
        return locked;
    }

    function allCapturable() external view returns (uint256 sum) {
        for (uint256 i = 0; i < infos.length; i++) {
            sum += capturable(infos[i]);
        }
    }

    function everybodysMoney() external view returns (uint256) {
        uint256 sum = money.balanceOf(address(escrow)) + money.balanceOf(OPERATOR) + money.balanceOf(FEE_RECEIVER)
            + money.balanceOf(RECEIVER);
        for (uint256 i = 0; i < payers.length; i++) {
            sum += money.balanceOf(payers[i]);
        }
        return sum;
    }

    function info(uint256 i) external view returns (PaymentInfo memory) {
        return infos[i];
    }

    function _passed(CircuitBreaker.Flow flow, uint256 amount) private {
        if (escrow.paused(address(0)) || escrow.paused(address(money))) passedWhilePaused = true;
        uint256 f = uint256(flow);
        if (window[f] != block.timestamp / WINDOW_S) {
            window[f] = block.timestamp / WINDOW_S;
            passed[f] = 0;
        }
        passed[f] += amount;
        if (cap[f] != 0 && passed[f] > cap[f]) passedOverCap = true;
    }
}

contract EscrowTest is Cheats {
    EscrowPeople people;

    function setUp() public {
        vm.warp(1_800_000_000);
        people = new EscrowPeople(new NexusEscrow(address(0xA1), address(0xA2)));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(people);
    }

    function invariant_whatCameInIsLockedOrPaidOutOrGivenBack() external view {
        uint256 locked = people.allCapturable();
        require(people.money().balanceOf(address(people.escrow())) == locked, "held is not what is locked");
        require(people.collected() == locked + people.paidOut() + people.givenBack(), "money came or went");
    }

    function invariant_nobodyElseHasMoney() external view {
        require(people.everybodysMoney() == people.money().totalSupply(), "somebody else has money");
        require(!people.strangerMoved(), "a stranger moved a payment");
    }

    function invariant_theBreakerStopsEntriesAndNeverExits() external view {
        require(!people.passedWhilePaused(), "passed while paused");
        require(!people.passedOverCap(), "passed over the cap");
        require(!people.exitRefused(), "an exit was refused");
    }

    function invariant_everyPayerCanLeaveAfterTheExpiry() external {
        NexusEscrow escrow = people.escrow();
        for (uint256 i = 0; i < people.count(); i++) {
            PaymentInfo memory info = people.info(i);
            uint256 locked = people.capturable(info);
            if (locked == 0) continue;
            if (block.timestamp < info.authorizationExpiry) vm.warp(info.authorizationExpiry);
            uint256 before = people.money().balanceOf(info.payer);
            vm.prank(info.payer);
            escrow.reclaim(info);
            require(people.money().balanceOf(info.payer) == before + locked, "not all came back");
        }
    }

    /// The fee is rounded down and nothing is lost, for every amount and rate.
    function testFuzz_aCaptureIsSplitWithoutRest(uint120 amount, uint16 feeBps) external {
        amount = uint120(bounded(amount, 1, 1e12));
        feeBps = uint16(bounded(feeBps, 0, 10_000));
        Money money = new Money();
        NexusEscrow escrow = new NexusEscrow(address(this), address(this));
        AllowanceCollector payments = new AllowanceCollector(ITokenCollector.CollectorType.Payment);
        address payer = address(0xB1);
        money.mint(payer, amount);
        vm.prank(payer);
        money.approve(address(payments), amount);
        uint48 expiry = uint48(block.timestamp + 1);
        PaymentInfo memory info = PaymentInfo(
            address(this), payer, address(0xC1), address(money), amount, expiry, expiry, expiry, 0, 10_000, address(0xC2), 1
        );
        escrow.authorize(info, amount, address(payments), "");
        escrow.capture(info, amount, feeBps, address(0xC2));
        uint256 fee = uint256(amount) * feeBps / 10_000;
        require(money.balanceOf(address(0xC2)) == fee, "another fee");
        require(money.balanceOf(address(0xC1)) == amount - fee, "another rest");
    }
}
