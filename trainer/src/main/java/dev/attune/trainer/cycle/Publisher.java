package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts what a cycle made into the store, once: a cycle that was killed after that finds it there. Manifests hold numbers, ids and digests,
 * never words. One thread.
 */
final class Publisher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ENDINGS = List.of(".json", ".jinja", ".txt", ".model", ".safetensors");

    private final CheckpointStore store;

    Publisher(CheckpointStore store) {
        this.store = store;
    }

    /** The candidate as the next version. It is not served by that. */
    Generation publish(CyclePlan plan, ObjectNode details, Path candidate) {
        return made(plan, "policy")
                .orElseGet(() -> store.publish(parent(plan), named(plan, "policy", details), copy(candidate)));
    }

    /** The candidate, put away with what is against it. */
    Generation reject(CyclePlan plan, ObjectNode details, Path candidate) {
        return made(plan, "policy")
                .orElseGet(() -> store.reject(parent(plan), named(plan, "policy", details), copy(candidate)));
    }

    /** A reference policy: a version that is never offered, but that later ones are measured against. */
    Generation keepReference(CyclePlan plan, ObjectNode details, Path policy) {
        Generation kept = made(plan, "reference")
                .orElseGet(() -> store.publish(parent(plan), named(plan, "reference", details), copy(policy)));
        store.pin(kept.version());
        return kept;
    }

    /** What this cycle put there before, served or refused. */
    private Optional<Generation> made(CyclePlan plan, String kind) {
        return store.madeBy(details -> details.path("cycle").asLong() == plan.number()
                && details.path("kind").asText().equals(kind)
                && details.path("data").path("digest").asText().equals(plan.digest()));
    }

    private Generation parent(CyclePlan plan) {
        return store.open(plan.parent());
    }

    private static ObjectNode named(CyclePlan plan, String kind, ObjectNode details) {
        ObjectNode json = JSON.createObjectNode()
                .put("kind", kind)
                .put("cycle", plan.number())
                .put("seed", plan.seed())
                .put("reference", plan.reference())
                .put("fine_tunes", plan.fineTunes())
                .put("demonstrations", plan.demonstrations());
        json.putObject("data")
                .put("through", plan.through())
                .put("judgements", plan.judgements())
                .put("new_judgements", plan.newJudgements())
                .put("digest", plan.digest());
        json.set("config", plan.config());
        json.setAll(details);
        return json;
    }

    private static CheckpointStore.Content copy(Path model) {
        return folder -> {
            List<Path> files;
            try (Stream<Path> entries = Files.list(model)) {
                files = entries.filter(Publisher::isPart).toList();
            }
            for (Path file : files) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        };
    }

    private static boolean isPart(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && !name.equals("manifest.json")
                && ENDINGS.stream().anyMatch(name::endsWith);
    }
}
