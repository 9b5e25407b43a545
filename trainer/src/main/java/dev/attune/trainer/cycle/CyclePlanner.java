package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.checkpoint.Served;
import java.util.Optional;

/**
 * Decides what a cycle is made of, and whether one that was interrupted still can be. One thread.
 *
 * @param store whose served version is the next parent
 * @param books say what came and what was made of it
 * @param stages whose configuration goes into the plan
 * @param config names the store and the first seed
 */
record CyclePlanner(CheckpointStore store, Books books, Stages stages, TrainerConfig config) {

    /** Looks whether what is served is there, whole, before anything is read; a {@code CheckpointException} says what is not. */
    void requireWhole() {
        store.served().read().ifPresent(served -> store.open(served.current()));
    }

    CyclePlan plan(Snapshot data, Intake.Read read) {
        Generation parent = parent();
        JsonNode details = parent.manifest().details();
        long before = details.path("demonstrations").asLong();
        long reference = details.path("reference").asLong(parent.version());
        boolean practised = reference != parent.version();
        boolean fineTunes = !practised && books.need().fineTunes(data);
        long number = books.nextNumber();
        return new CyclePlan(
                number,
                parent.version(),
                reference,
                fineTunes,
                fineTunes ? Need.demonstrations(data) : before,
                config.seed() + number,
                read.through(),
                data.imported(),
                read.judgements(),
                books.newJudgements(),
                data.digest(),
                stages.config());
    }

    /** Why a cycle that was interrupted cannot go on. */
    Optional<String> stale(CycleFolder folder, Snapshot data) {
        CyclePlan plan = folder.plan();
        long served = store.served().read().map(Served::current).orElse(0L);
        boolean published = folder.verdict().isPresent();
        if (!published && served != plan.parent()) {
            return Optional.of("version " + served + " is served meanwhile, not " + plan.parent());
        }
        // As text, because a number that was read again may have another type.
        if (!published && !stages.config().toString().equals(plan.config().toString())) {
            return Optional.of("its settings changed");
        }
        return !published && !data.digest().equals(plan.digest())
                ? Optional.of("its data changed: somebody was erased, or their answers expired")
                : Optional.empty();
    }

    private Generation parent() {
        Served served = store.served()
                .read()
                .orElseThrow(() -> new CycleException(config.store()
                        + " has no version that is served; start the server on it once, or import a model"));
        return store.open(served.current());
    }
}
