package io.fluxledger.relayer.route;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which chains have to be held: the deadlines of intents that need a way there stand still. */
public final class Holds {
    /** A way that one whole USDC cannot take is none. */
    private static final long PROBE_MICROS = 1_000_000;

    private static final int MAX_REASON = 200;

    private Holds() {}

    /**
     * Chains that no bridge leads to now, from anywhere or for a payout that waits, with why.
     *
     * @param routes all that are not over
     */
    public static SortedMap<Long, String> wanted(Collection<Route> routes, Router router, Outlook outlook) {
        SortedMap<Long, String> wanted = new TreeMap<>();
        for (Network.Chain chain : router.network().chains()) {
            String why = cutOff(chain.chainId(), router, outlook);
            if (!why.isEmpty()) {
                wanted.put(chain.chainId(), why);
            }
        }
        for (Route route : routes) {
            if (route.isHeld() && route.cutOff()) {
                wanted.putIfAbsent(route.payout().chainId(), reason(route.considered()));
            }
        }
        return wanted;
    }

    /** Empty when a bridge leads there, or when none ever does. */
    private static String cutOff(long chainId, Router router, Outlook outlook) {
        List<Network.Bridge> into = router.network().into(chainId);
        String why = "";
        for (Network.Bridge bridge : into) {
            RouteRequest request = RouteRequest.of(bridge.fromChainId(), chainId, PROBE_MICROS);
            Quotes quotes = outlook.quotes();
            Quotes rich = new Quotes(quotes.bridges(), quotes.pools(), quotes.gasPriceWei(), Map.of());
            if (!(router.route(request, rich, outlook.health()) instanceof RouteAnswer.NoRoute none)) {
                return "";
            }
            why = reason(none.reasons());
        }
        return why;
    }

    private static String reason(List<String> reasons) {
        String all = reasons.isEmpty() ? "no route" : String.join("; ", reasons);
        return all.length() <= MAX_REASON ? all : all.substring(0, MAX_REASON);
    }
}
