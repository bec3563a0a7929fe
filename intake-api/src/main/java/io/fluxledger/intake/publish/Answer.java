package io.fluxledger.intake.publish;

import io.fluxledger.events.JournalLine;

/**
 * The fold's answer to an input.
 *
 * @param topic topic of the journal that it stands on
 */
public record Answer(String topic, JournalLine line) {}
