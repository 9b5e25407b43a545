package dev.attune.feedback.redis;

import java.util.Map;

/**
 * What an acknowledgement of Redis is worth, as its settings tell.
 *
 * @param appendOnly whether writes go to a file at all: yes, no, unknown
 * @param fsync when that file reaches the disk: always, everysec, no, unknown
 * @param eviction what Redis throws out when it is full
 */
public record Durability(String appendOnly, String fsync, String eviction) {
    static final Durability UNKNOWN = new Durability("unknown", "unknown", "unknown");

    static Durability of(Map<String, String> config) {
        return new Durability(
                config.getOrDefault("appendonly", "unknown"),
                config.getOrDefault("appendfsync", "unknown"),
                config.getOrDefault("maxmemory-policy", "unknown"));
    }

    /** Whether what is acknowledged survives the death of Redis at any moment. */
    public boolean survivesAnyDeath() {
        return appendOnly.equals("yes") && fsync.equals("always") && eviction.equals("noeviction");
    }

    /** One line for the start. */
    public String sentence() {
        if (survivesAnyDeath()) {
            return "a judgement is on disk before it is acknowledged";
        }
        if (appendOnly.equals("unknown")) {
            return "its durability is not known (CONFIG GET is refused); acknowledged judgements are as safe as it makes them";
        }
        return "weaker than Attune's own: " + weakness() + " (appendonly " + appendOnly + ", appendfsync " + fsync
                + ", maxmemory-policy " + eviction + ")";
    }

    private String weakness() {
        if (!eviction.equals("noeviction")) {
            return "judgements may be thrown out when it is full";
        }
        if (!appendOnly.equals("yes")) {
            return "acknowledged judgements are lost when it dies";
        }
        return fsync.equals("everysec")
                ? "the last second of acknowledged judgements may be lost when it dies"
                : "acknowledged judgements may be lost when its machine dies";
    }
}
