package dev.attune.load.drill;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.attune.load.drill.Ledger.Promise;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of the promises.
 *
 * @param acknowledged judgements that the server said it has
 * @param lost of them, those that the export or their user's own list does not hold as they were said
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
     * @param exported how often each judgement stands in the export, by id
     * @param own what is in people's own lists, by id
     */
    record Kept(Map<String, Integer> exported, Map<String, Own> own) {}

    /** A judgement as its user sees it. */
    record Own(int revision, String mark) {}

    static FeedbackVerdict of(Ledger ledger, Kept kept, Kills kills, double seconds) {
        Map<String, Promise> promises = ledger.promises();
        int lost = 0;
        int doubled = 0;
        for (Promise promise : promises.values()) {
            int times = kept.exported().getOrDefault(promise.judgementId(), 0);
            Own own = kept.own().getOrDefault(promise.judgementId(), new Own(0, ""));
            lost += times == 0 || !own.mark().equals(promise.mark()) ? 1 : 0;
            doubled += times > 1 || own.revision() > 1 || promise.revision() > 1 ? 1 : 0;
        }
        Set<String> promised =
                promises.values().stream().map(Promise::judgementId).collect(Collectors.toSet());
        int unasked = (int) kept.exported().keySet().stream()
                .filter(id -> !promised.contains(id))
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
