package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import java.io.IOException;
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
    private final Runnable certain;

    /** @param certain asked right before a version is seen; throws if another one may be writing meanwhile */
    Publisher(CheckpointStore store, Runnable certain) {
        this.store = store;
        this.certain = certain;
    }

    /** The candidate as the next version. It is not served by that. What it is measured against stays as long as it does. */
    Generation publish(CyclePlan plan, ObjectNode details, Path candidate) {
        Generation made = made(plan, "policy")
                .orElseGet(() -> store.publish(parent(plan), named(plan, "policy", details), copy(candidate)));
        store.pin(made.manifest().details().path("reference").asLong());
        return made;
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
                .put("reference_before", plan.reference())
                .put("fine_tunes", plan.fineTunes())
                .put("demonstrations", plan.demonstrations());
        ObjectNode data = json.putObject("data")
                .put("through", plan.through())
                .put("judgements", plan.judgements())
                .put("new_judgements", plan.newJudgements())
                .put("digest", plan.digest());
        plan.imported().forEach(data.putArray("imported")::add);
        json.set("config", plan.config());
        json.setAll(details);
        return json;
    }

    private CheckpointStore.Content copy(Path model) {
        return new CheckpointStore.Content() {
            @Override
            public void writeTo(Path folder) throws IOException {
                List<Path> files;
                try (Stream<Path> entries = Files.list(model)) {
                    files = entries.filter(Publisher::isPart).toList();
                }
                for (Path file : files) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }

            @Override
            public void beforeSeen() {
                certain.run();
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
