package io.fluxledger.settlement.notify;

/** How one attempt to deliver ended. */
public sealed interface Delivery {
    /** The portal has it. */
    record Accepted(int httpStatus) implements Delivery {}

    /** The portal answered otherwise. */
    record Refused(int httpStatus) implements Delivery {}

    /** The portal wants none of these any more. */
    record Gone() implements Delivery {}

    /** No answer came. */
    record Failed(String detail) implements Delivery {}
}
