package dev.attune.load.drill;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.attune.load.drill.Ledger.Promise;
import java.util.Map;

/**
 * What became of the promises.
 *
 * @param acknowledged judgements that the server said it has
 * @param lost of them, those that the export or their user's own list does not hold
 * @param doubled judgements that took effect more than once: exported twice, or revised though said once
 * @param kills of server and Redis together
 * @param unasked exported, but acknowledged to nobody although everybody asked until there was an answer
 * @param refused completions that were gone before they were judged; they are promised to nobody
 * @param retries requests sent again with the same key
 */
record FeedbackVerdict(
        int acknowledged,
        int lost,
        int doubled,
        int kills,
        @JsonProperty("kills_of_server") int killsOfServer,
        @JsonProperty("kills_of_redis") int killsOfRedis,
        int unasked,
        int refused,
        int retries,
        double seconds) {

    /** Kills that found their victim. */
    record Kills(int server, int redis) {}

    /**
     * What the server says it has, after all.
     *
     * @param exported how often each mark stands in the export
     * @param revisions of each judgement id in its user's own list
     */
    record Kept(Map<String, Integer> exported, Map<String, Integer> revisions) {}

    static FeedbackVerdict of(Ledger ledger, Kept kept, Kills kills, double seconds) {
        Map<String, Promise> promises = ledger.promises();
        int lost = 0;
        int doubled = 0;
        for (Promise promise : promises.values()) {
            int times = kept.exported().getOrDefault(promise.mark(), 0);
            int revision = kept.revisions().getOrDefault(promise.judgementId(), 0);
            lost += times == 0 || revision == 0 ? 1 : 0;
            doubled += times > 1 || revision > 1 || promise.revision() > 1 ? 1 : 0;
        }
        int unasked = (int) kept.exported().keySet().stream()
                .filter(mark -> !promises.containsKey(mark))
                .count();
        return new FeedbackVerdict(
                promises.size(),
                lost,
                doubled,
                kills.server() + kills.redis(),
                kills.server(),
                kills.redis(),
                unasked,
                ledger.refusedCount(),
                ledger.retryCount(),
                seconds);
    }

    /** Whether the promise was kept. */
    boolean holds() {
        return lost == 0 && doubled == 0 && unasked == 0;
    }
}
