package dev.attune.feedback.redis;

import java.util.Collection;
import java.util.Map;

/**
 * What an acknowledgement of Redis is worth, as its settings tell.
 *
 * @param appendOnly whether writes go to a file at all: yes, no, unknown
 * @param fsync when that file reaches the disk: always, everysec, no, unknown
 * @param restsOnRewrite whether it does not while the file is written anew ({@code no-appendfsync-on-rewrite}): yes, no, unknown
 * @param eviction what Redis throws out when it is full
 * @param failsOver whether another server may take over, which knows only what it has received by then
 */
public record Durability(String appendOnly, String fsync, String restsOnRewrite, String eviction, boolean failsOver) {
    private static final String UNSAID = "unknown";

    static Durability unknown(boolean failsOver) {
        return new Durability(UNSAID, UNSAID, UNSAID, UNSAID, failsOver);
    }

    static Durability of(Map<String, String> config, boolean failsOver) {
        return new Durability(
                config.getOrDefault("appendonly", UNSAID),
                config.getOrDefault("appendfsync", UNSAID),
                config.getOrDefault("no-appendfsync-on-rewrite", UNSAID),
                config.getOrDefault("maxmemory-policy", UNSAID),
                failsOver);
    }

    /** Of several servers what the weakest is worth: a judgement may lie on any of them. */
    static Durability weakest(Collection<Durability> servers) {
        return servers.stream()
                .filter(server -> !server.survivesAnyDeath())
                .findFirst()
                .orElseGet(() -> servers.iterator().next());
    }

    /** Whether what is acknowledged survives the death of Redis at any moment, if the same one comes back. */
    public boolean survivesAnyDeath() {
        return appendOnly.equals("yes")
                && fsync.equals("always")
                && restsOnRewrite.equals("no")
                && eviction.equals("noeviction");
    }

    /** One line for the start. */
    public String sentence() {
        return failsOver ? ofOne() + "; a failover may lose what the replica has not received" : ofOne();
    }

    private String ofOne() {
        if (survivesAnyDeath()) {
            return "a judgement is on disk before it is acknowledged";
        }
        if (appendOnly.equals(UNSAID)) {
            return "its durability is not known (CONFIG GET is refused); acknowledged judgements are as safe as it makes them";
        }
        return "weaker than Attune's own: " + weakness() + " (appendonly " + appendOnly + ", appendfsync " + fsync
                + ", no-appendfsync-on-rewrite " + restsOnRewrite + ", maxmemory-policy " + eviction + ")";
    }

    private String weakness() {
        if (!eviction.equals("noeviction")) {
            return "judgements may be thrown out when it is full";
        }
        if (!appendOnly.equals("yes")) {
            return "acknowledged judgements are lost when it dies";
        }
        if (fsync.equals("everysec")) {
            return "the last second of acknowledged judgements may be lost when it dies";
        }
        return fsync.equals("always")
                ? "judgements acknowledged while it writes its file anew may be lost when its machine dies"
                : "acknowledged judgements may be lost when its machine dies";
    }
}
