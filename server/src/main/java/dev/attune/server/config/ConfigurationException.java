package dev.attune.server.config;

/** The configuration cannot be used; the message names the key and is meant for the person who wrote it. */
public final class ConfigurationException extends RuntimeException {
    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
