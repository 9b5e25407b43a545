package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.feedback.redis.Statistics;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.checkpoint.Served;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** After a cycle: offers what was accepted, and lets go of what nothing points to. One thread. */
final class Housekeeping {
    private final CheckpointStore store;
    private final Statistics statistics;
    private final TrainerConfig config;
    private final Tenure tenure;

    Housekeeping(CheckpointStore store, Statistics statistics, TrainerConfig config, Tenure tenure) {
        this.store = store;
        this.statistics = statistics;
        this.config = config;
        this.tenure = tenure;
    }

    /** Serves an accepted version unless a person decided otherwise meanwhile; what became of it, in a few words. */
    String offer(CyclePlan plan, long version, String reason) {
        tenure.held();
        Served served = store.served().read().orElseThrow();
        if (served.current() == version) {
            return "published version " + version;
        }
        if (served.current() != plan.parent()) {
            return "published version " + version + ", not served: version " + served.current()
                    + " was chosen meanwhile";
        }
        return store.served().offer(version, "gate", reason)
                ? "published version " + version
                : "published version " + version + ", not served until a person promotes it";
    }

    /** Prunes versions and cycles. What people judged stays; when Redis cannot say what that is, everything does. */
    void tidy(CycleFolders cycles) {
        try {
            Set<Long> judged = Patience.get(statistics.byVersion()).keySet();
            tenure.heldAtOnce();
            List<Long> there = store.versions();
            judged.stream().filter(there::contains).forEach(store::pin);
            List<Long> deleted = new ArrayList<>(store.prune(config.keepVersions()));
            letReferencesGo(judged);
            deleted.addAll(store.prune(config.keepVersions()));
            if (!deleted.isEmpty()) {
                tenure.progress().note("deleted versions " + deleted + ", which nobody judged");
            }
            tenure.heldAtOnce();
            cycles.tidy(config.keepCycles());
        } catch (FeedbackUnavailableException | CheckpointException notNow) {
            tenure.progress().note("old versions stay for now: " + notNow.getMessage());
        }
    }

    /** A reference is pinned for the versions that are measured against it or made from it: without them nothing needs it. */
    private void letReferencesGo(Set<Long> judged) {
        List<Generation> there = store.versions().stream().map(store::read).toList();
        Set<Long> needed = new HashSet<>(judged);
        there.stream()
                .filter(version -> !isReference(version))
                .map(version -> version.manifest().details())
                .flatMap(details -> Stream.of(details.path("reference"), details.path("reference_before")))
                .map(JsonNode::asLong)
                .forEach(needed::add);
        there.stream()
                .filter(Housekeeping::isReference)
                .map(Generation::version)
                .filter(version -> !needed.contains(version))
                .forEach(store::unpin);
    }

    private static boolean isReference(Generation version) {
        return version.manifest().details().path("kind").asText().equals("reference");
    }
}
