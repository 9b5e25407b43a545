package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.feedback.training.TrainingEvent;
import dev.attune.serving.GreedyProbe;
import dev.attune.trainer.gate.HeldOut;
import dev.attune.trainer.gate.Judge;
import java.nio.file.Path;
import java.util.List;

/**
 * The numeric work of a cycle. Each call does a stage in a folder: it goes on from what an interrupted call left there and returns when
 * the folder holds the result. Equal arguments give equal weights. One thread.
 */
interface Stages {
    /** What decides their weights besides arguments, for the manifest. */
    JsonNode config();

    /** Fine-tunes a policy on the demonstrations of those who train; leaves a Hugging Face folder. */
    void sft(Path start, Path folder, Snapshot data, StageRun run);

    /** Trains a reward model on what one split said; leaves what {@link #judge} and {@link #policy} read. */
    void reward(Path start, Path folder, Snapshot data, dev.attune.feedback.hygiene.Split split, StageRun run);

    /**
     * What the policy stage is given.
     *
     * @param start policy to train
     * @param reference policy that the KL divergence is counted from
     * @param reward folder of the reward model
     */
    record PolicyTask(Path start, Path reference, Path reward, Snapshot data) {}

    /** Trains the policy against the reward model; leaves a Hugging Face folder. */
    void policy(PolicyTask task, Path folder, StageRun run);

    /** What the gate asks, in the tokens of a policy; the run hears what is left out. */
    HeldOut heldOut(Path policy, Snapshot data, StageRun run);

    /** What two policies answer to prompts that ship with the trainer, side by side. */
    List<TrainingEvent.Sample> samples(Path before, Path after);

    /** What a policy answers to them with its likeliest tokens, for servers to see that they compute the same network. */
    GreedyProbe probe(Path policy);

    /** A judge that belongs to whoever opened it. */
    interface OpenJudge extends Judge, AutoCloseable {
        @Override
        void close();
    }

    /** Opens a trained reward model as a judge. */
    OpenJudge judge(Path reward);
}
