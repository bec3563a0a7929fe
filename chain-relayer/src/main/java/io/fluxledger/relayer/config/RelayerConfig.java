package io.fluxledger.relayer.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * All that the relayer is told.
 *
 * @param instance name of this process among the relayers of a deployment; a second one of that name takes over
 * @param pollInterval how often a lane with open commands looks at its chain
 * @param maxInFlight transactions of a lane that may wait to be mined at once
 * @param rebroadcastAfter unmined bytes are sent again after that time
 * @param bumpAfter fees are raised after that time
 * @param bumpPercent by how much at least
 * @param watch what lanes do in bulk and look after
 */
public record RelayerConfig(
        String kafkaBootstrap,
        URI registryUrl,
        String instance,
        List<RelayerChain> chains,
        Duration pollInterval,
        int maxInFlight,
        Duration rebroadcastAfter,
        Duration bumpAfter,
        int bumpPercent,
        LaneWatch watch) {}
