package dev.attune.api;

/** The answer of the health routes. */
public record Status(String status) {

    /** The process is alive. */
    public static final Status OK = new Status("ok");

    /** Requests are taken. */
    public static final Status READY = new Status("ready");
}
