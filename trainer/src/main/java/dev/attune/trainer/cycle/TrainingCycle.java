package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.feedback.hygiene.Split;
import dev.attune.feedback.training.TrainingEvent.Kind;
import dev.attune.feedback.training.TrainingState;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.trainer.gate.Candidate;
import dev.attune.trainer.gate.Gate;
import dev.attune.trainer.gate.Verdict;
import dev.attune.trainer.run.MemoryShortage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One cycle, from data to a version: fine-tune, reward model, judge, policy, gate, publish. Each stage leaves a whole folder, so a cycle that
 * was interrupted anywhere goes on with the stage it was in, and ends as if it had not been. One thread.
 */
final class TrainingCycle {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CycleFolder folder;
    private final CyclePlan plan;
    private final Snapshot data;
    private final Bench bench;

    /**
     * What cycles are made with.
     *
     * @param state hears which stage is at work
     * @param ending what has to be settled before something is written
     */
    record Bench(
            CheckpointStore store,
            Stages stages,
            Gate gate,
            Announcer.Ears ears,
            Consumer<TrainingState> state,
            Ending ending) {}

    /** What has to be settled before something is written, and around publishing. */
    interface Ending {
        /** Returns when it is certain that nobody else writes in the cycle's folder; throws if somebody may. */
        void held();

        /** Returns when it is certain that nobody else publishes; throws if somebody does. */
        void certain();

        /** The same without asking anybody, for the moment before a version is seen. */
        void stillCertain();

        /** A version came of this data; returns when Redis knows whose words are in it. */
        void learned(long version, Snapshot data);
    }

    /** What came of a cycle. */
    record Result(Generation generation, Verdict verdict) {}

    TrainingCycle(CycleFolder folder, Snapshot data, Bench bench) {
        this.folder = folder;
        this.plan = folder.plan();
        this.data = data;
        this.bench = bench;
    }

    /** Runs what is not done yet. @throws MemoryShortage if that takes more memory than there is */
    Result run() {
        try {
            return result();
        } catch (RuntimeException | OutOfMemoryError failure) {
            MemoryShortage.throwIf(failure);
            throw failure;
        }
    }

    private Result result() {
        Path candidate = candidate();
        Path judge = stage(
                TrainingState.GATE,
                "judge",
                "training the judge on other people's judgements",
                (at, run) -> bench.stages().reward(reference(), at, data, Split.VALIDATION, run));
        return published(candidate, judged(candidate, judge));
    }

    /** The first half: all that decides the weights. */
    Path candidate() {
        Path reference = reference();
        Path reward = stage(TrainingState.REWARD, "reward", "learning what people prefer", (at, run) -> bench.stages()
                .reward(reference, at, data, Split.TRAIN, run));
        Path start = hasPractised() ? version(plan.parent()) : reference;
        return stage(TrainingState.PPO, "policy", "practising", (at, run) -> bench.stages()
                .policy(new Stages.PolicyTask(start, reference, reward, data), at, run));
    }

    /**
     * The SFT policy of the lineage, which the reward models start from and the KL divergence is counted from. A cycle that fine-tunes makes
     * it. It stays once something was practised: people write with the help of what is served, so a reference that learned from them later
     * would follow it, and each cycle could go as far again.
     */
    private Path reference() {
        Path known = version(plan.reference());
        return plan.fineTunes()
                ? stage(TrainingState.SFT, "sft", "learning from what people wrote", (at, run) -> bench.stages()
                        .sft(known, at, data, run))
                : known;
    }

    private boolean hasPractised() {
        return plan.parent() != plan.reference();
    }

    private Path version(long number) {
        return bench.store().open(number).dir();
    }

    private Verdict judged(Path candidate, Path judge) {
        Optional<JsonNode> spoken = folder.verdict();
        if (spoken.isPresent()) {
            return Verdict.read(spoken.get());
        }
        try (Announcer voice = voice(TrainingState.GATE);
                Stages.OpenJudge open = bench.stages().judge(judge)) {
            voice.said(Kind.STAGE, "comparing the candidate with version " + plan.parent());
            long served = bench.store().served().read().orElseThrow().current();
            Path current = bench.store().open(served).dir();
            Candidate question = new Candidate(candidate, plan.parent(), served, current, reference());
            Verdict verdict = bench.gate().judge(question, bench.stages().heldOut(current, data, voice), open);
            bench.ending().held();
            folder.writeVerdict(verdict.toJson());
            voice.verdict(verdict);
            if (verdict.accepted()) {
                voice.samples(bench.stages().samples(current, candidate));
            }
            return verdict;
        }
    }

    private Result published(Path candidate, Verdict verdict) {
        try (Announcer voice = voice(TrainingState.PUBLISHING)) {
            bench.ending().certain();
            Publisher publisher = new Publisher(bench.store(), bench.ending()::stillCertain);
            ObjectNode details = JSON.createObjectNode();
            details.set("examples", data.counts());
            details.set("metrics", StageMetrics.last(folder.folder("metrics")));
            details.set("verdict", verdict.toJson());
            folder.cord().ifPresent(reason -> details.put("stopped_itself", reason));
            long reference = plan.reference();
            if (plan.fineTunes()) {
                Path sft = folder.folder("sft");
                Generation kept = publisher.keepReference(plan, probed(JSON.createObjectNode(), sft), sft);
                bench.ending().learned(kept.version(), data);
                reference = kept.version();
            }
            details.put("reference", reference);
            Generation made = verdict.accepted()
                    ? publisher.publish(plan, probed(details, candidate), candidate)
                    : publisher.reject(plan, details, candidate);
            bench.ending().learned(made.version(), data);
            if (verdict.accepted()) {
                voice.published(made.version());
            }
            return new Result(made, verdict);
        }
    }

    private ObjectNode probed(ObjectNode details, Path policy) {
        bench.stages().probe(policy).writeTo(details);
        return details;
    }

    /** Does a stage's work and says how it goes. */
    private interface Work {
        void in(Path at, StageRun run);
    }

    private Path stage(TrainingState state, String name, String what, Work work) {
        return folder.stage(name, bench.ending()::held, at -> {
            try (Announcer voice = voice(state)) {
                voice.said(Kind.STAGE, what);
                work.in(at, voice);
            }
        });
    }

    private Announcer voice(TrainingState state) {
        bench.state().accept(state);
        return new Announcer(folder, plan, state, bench.ears(), bench.ending()::held);
    }
}
