package io.fluxledger.relayer.config;

import io.fluxledger.relayer.route.Network;
import io.fluxledger.relayer.route.RoutePolicy;
import java.time.Duration;

/**
 * What routes run over and how.
 *
 * @param interval how often what is under way or held is looked at
 * @param quoteInterval how often every chain is asked for quotes
 * @param bridgeSeconds what bridges are said to need from a lock that is final to its release
 */
public record RouteConfig(
        Network network, RoutePolicy policy, Duration interval, Duration quoteInterval, int bridgeSeconds) {}
