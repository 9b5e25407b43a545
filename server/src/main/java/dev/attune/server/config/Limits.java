package dev.attune.server.config;

/** Refuses a number that is out of its range, by the name of its key. */
final class Limits {

    private Limits() {}

    static void between(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new ConfigurationException(key + " must be in [" + least + ", " + most + "], was " + value);
        }
    }

    static void between(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ConfigurationException(key + " must be in [" + least + ", " + most + "], was " + value);
        }
    }
}
