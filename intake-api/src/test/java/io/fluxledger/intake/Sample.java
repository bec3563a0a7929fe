package io.fluxledger.intake;

/** A request and the status that it must be answered with. */
record Sample(String path, String contentType, String body, int status) {
    static Sample of(String path, Object body, int status) {
        return new Sample(path, "application/json", body.toString(), status);
    }
}
