package io.fluxledger.relayer.publish;

import io.fluxledger.events.Address20;
import io.fluxledger.events.Draw;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.RouteLegKind;
import io.fluxledger.events.RouteLegState;
import io.fluxledger.events.RouteLegStatus;
import io.fluxledger.events.RoutePathState;
import io.fluxledger.events.RouteRecord;
import io.fluxledger.events.RouteStatus;
import io.fluxledger.relayer.route.Leg;
import io.fluxledger.relayer.route.Network;
import io.fluxledger.relayer.route.Payout;
import io.fluxledger.relayer.route.Route;
import io.fluxledger.relayer.route.RouteLeg;
import io.fluxledger.relayer.route.RoutePath;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Routes as they are kept on the log. */
public final class RouteRecords {
    private RouteRecords() {}

    /** @param clockMs of the journal line that opened it */
    public static Payout payout(Address20 provider, PayoutOpened opened, long clockMs) {
        return new Payout(
                opened.getPayoutId(),
                hex(provider.bytes()),
                hex(opened.getRecipient().bytes()),
                opened.getChainId(),
                opened.getAmountMicros(),
                opened.getSources().stream()
                        .map(draw -> new Payout.Source(draw.getChainId(), draw.getAmountNanos()))
                        .toList(),
                opened.getAlternativeChainIds(),
                hex(opened.getPayoutToken()),
                opened.getSlippageBps(),
                clockMs);
    }

    static RouteRecord record(Route route) {
        Payout payout = route.payout();
        return RouteRecord.newBuilder()
                .setPayoutId(payout.payoutId())
                .setProvider(address(payout.provider()))
                .setRecipient(address(payout.recipient()))
                .setWantedChainId(payout.chainId())
                .setChainId(route.chainId())
                .setAmountMicros(payout.amountMicros())
                .setSources(payout.sources().stream()
                        .map(source -> Draw.newBuilder()
                                .setChainId(source.chainId())
                                .setAmountNanos(source.amountNanos())
                                .build())
                        .toList())
                .setAlternativeChainIds(payout.alternativeChainIds())
                .setPayoutToken(addressOrNull(payout.token()))
                .setSlippageBps(payout.slippageBps())
                .setOpenedAtMs(payout.openedAtMs())
                .setStatus(RouteStatus.valueOf(route.status().name()))
                .setPaths(route.paths().stream()
                        .map(path -> RoutePathState.newBuilder()
                                .setRestsOnChainId(path.restsOn())
                                .setAmountMicros(path.amountMicros())
                                .build())
                        .toList())
                .setLegs(route.legs().stream().map(RouteRecords::leg).toList())
                .setCostMicros(route.costMicros())
                .setSeconds(route.seconds())
                .setConsidered(route.considered())
                .setHeldSinceMs(route.heldSinceMs())
                .setCutOff(route.cutOff())
                .setReason(route.reason())
                .setChangedAtMs(route.changedAtMs())
                .build();
    }

    private static RouteLegState leg(RouteLeg leg) {
        RouteLegState.Builder builder = RouteLegState.newBuilder()
                .setStatus(RouteLegStatus.valueOf(leg.status().name()))
                .setChainId(leg.leg().chainId())
                .setPlannedAtMs(leg.plannedAtMs())
                .setChangedAtMs(leg.changedAtMs())
                .setTransactionHash(hash(leg.transactionHash()))
                .setArrivalHash(hash(leg.arrivalHash()))
                .setReason(leg.reason())
                .setTokenOut(tokenOut(leg.tokenOut()));
        switch (leg.leg()) {
            case Leg.Move(int path, Network.Bridge bridge, long sentMicros, long feeMicros, int seconds) ->
                builder.setKind(RouteLegKind.MOVE)
                        .setPath(path)
                        .setToChainId(bridge.toChainId())
                        .setBridge(bridge.name())
                        .setContract(address(bridge.entry()))
                        .setExitContract(address(bridge.exit()))
                        .setAmountMicros(sentMicros)
                        .setFeeMicros(feeMicros)
                        .setLeastOut("")
                        .setSeconds(seconds);
            case Leg.Pay(long chainId, long amountMicros) ->
                builder.setKind(RouteLegKind.PAY)
                        .setPath(-1)
                        .setToChainId(chainId)
                        .setAmountMicros(amountMicros)
                        .setFeeMicros(0)
                        .setLeastOut("")
                        .setSeconds(0);
            case Leg.SwapPay(Network.Pool pool, long amountMicros, BigInteger leastOut) ->
                builder.setKind(RouteLegKind.SWAP_PAY)
                        .setPath(-1)
                        .setToChainId(pool.chainId())
                        .setContract(address(pool.contract()))
                        .setToken(address(pool.token()))
                        .setTokenSymbol(pool.symbol())
                        .setAmountMicros(amountMicros)
                        .setFeeMicros(0)
                        .setLeastOut(leastOut.toString())
                        .setSeconds(0);
        }
        return builder.build();
    }

    static Route route(RouteRecord record) {
        Payout payout = new Payout(
                record.getPayoutId(),
                hex(record.getProvider().bytes()),
                hex(record.getRecipient().bytes()),
                record.getWantedChainId(),
                record.getAmountMicros(),
                record.getSources().stream()
                        .map(draw -> new Payout.Source(draw.getChainId(), draw.getAmountNanos()))
                        .toList(),
                record.getAlternativeChainIds(),
                hex(record.getPayoutToken()),
                record.getSlippageBps(),
                record.getOpenedAtMs());
        List<RoutePath> paths = new ArrayList<>();
        for (RoutePathState path : record.getPaths()) {
            paths.add(new RoutePath(paths.size(), path.getRestsOnChainId(), path.getAmountMicros()));
        }
        List<RouteLeg> legs = new ArrayList<>();
        for (RouteLegState leg : record.getLegs()) {
            legs.add(new RouteLeg(
                    legs.size(),
                    leg(leg),
                    RouteLeg.Status.valueOf(leg.getStatus().name()),
                    leg.getPlannedAtMs(),
                    leg.getChangedAtMs(),
                    hex(leg.getTransactionHash()),
                    hex(leg.getArrivalHash()),
                    leg.getReason(),
                    tokenOut(leg.getTokenOut())));
        }
        return new Route(
                payout,
                Route.Status.valueOf(record.getStatus().name()),
                record.getChainId(),
                paths,
                legs,
                record.getCostMicros(),
                record.getSeconds(),
                record.getConsidered(),
                record.getHeldSinceMs(),
                record.getCutOff(),
                record.getReason(),
                record.getChangedAtMs());
    }

    private static Leg leg(RouteLegState leg) {
        return switch (leg.getKind()) {
            case MOVE ->
                new Leg.Move(
                        leg.getPath(),
                        new Network.Bridge(
                                Objects.requireNonNull(leg.getBridge(), "bridge of a move"),
                                leg.getChainId(),
                                contract(leg.getContract()),
                                leg.getToChainId(),
                                contract(leg.getExitContract())),
                        leg.getAmountMicros(),
                        leg.getFeeMicros(),
                        leg.getSeconds());
            case PAY -> new Leg.Pay(leg.getChainId(), leg.getAmountMicros());
            case SWAP_PAY ->
                new Leg.SwapPay(
                        new Network.Pool(
                                leg.getChainId(),
                                contract(leg.getContract()),
                                contract(leg.getToken()),
                                Objects.requireNonNull(leg.getTokenSymbol(), "symbol of a swap")),
                        leg.getAmountMicros(),
                        new BigInteger(leg.getLeastOut()));
        };
    }

    private static String tokenOut(@Nullable BigInteger amount) {
        return amount == null ? "" : amount.toString();
    }

    private static @Nullable BigInteger tokenOut(String amount) {
        return amount.isEmpty() ? null : new BigInteger(amount);
    }

    static Address20 address(String hex) {
        return new Address20(HexFormat.of().parseHex(hex, 2, hex.length()));
    }

    private static @Nullable Address20 addressOrNull(@Nullable String hex) {
        return hex == null ? null : address(hex);
    }

    static @Nullable Hash32 hash(@Nullable String hex) {
        return hex == null ? null : new Hash32(HexFormat.of().parseHex(hex, 2, hex.length()));
    }

    private static String contract(@Nullable Address20 address) {
        return hex(Objects.requireNonNull(address, "contract of a leg").bytes());
    }

    private static @Nullable String hex(@Nullable Address20 address) {
        return address == null ? null : hex(address.bytes());
    }

    static @Nullable String hex(@Nullable Hash32 hash) {
        return hash == null ? null : hex(hash.bytes());
    }

    static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
