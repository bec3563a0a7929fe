package io.fluxledger.rules;

/** Logical id of a journal line: the input it answers and its position among that input's lines. */
public record LineRef(InputId inputId, int index) {}
