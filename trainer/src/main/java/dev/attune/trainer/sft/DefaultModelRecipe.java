package dev.attune.trainer.sft;

import dev.attune.serving.checkpoint.Dtype;
import dev.attune.trainer.bpe.BpeTrainer;
import dev.attune.trainer.bpe.TokenizerFiles;
import dev.attune.trainer.bpe.Vocabulary;
import dev.attune.trainer.corpus.ConversationGenerator;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import dev.attune.trainer.report.Progress;
import dev.attune.trainer.run.DurableFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How the default model is made, from nothing: conversations, a tokenizer, random weights, training.
 *
 * @param conversations to learn from; more than a run sees, so that none comes twice
 * @param dataSeed of these
 * @param heldOut conversations to measure on
 * @param heldOutSeed of those
 * @param tokenizerConversations the tokenizer is learned from so many
 * @param remembered the first so many come with the model, for its policies not to forget
 * @param shape of the network
 * @param weightSeed of its first weights
 * @param training everything about the run
 */
public record DefaultModelRecipe(
        long conversations,
        long dataSeed,
        long heldOut,
        long heldOutSeed,
        long tokenizerConversations,
        long remembered,
        FreshLlama shape,
        long weightSeed,
        Recipe training) {

    /** The default model's own: 4.2 million weights, 512 tokens of context, about twelve million tokens seen. */
    public static final DefaultModelRecipe STANDARD = new DefaultModelRecipe(
            200_000,
            1,
            600,
            7,
            20_000,
            2_000,
            new FreshLlama(3072, 256, 5, 4, 2, 64, 640, 512, 1, 2),
            1,
            new Recipe(
                    100,
                    3_000,
                    4096,
                    1,
                    512,
                    2e-3,
                    0.02,
                    100,
                    new AdamWConfig(0.9, 0.95, 1e-8, 0.1, 1),
                    1,
                    0,
                    600,
                    200,
                    true));

    /**
     * Makes the model in {@code out}: a Hugging Face folder in float16, with the data, the start and the run's checkpoints
     * and curves beside it. Takes up a run that was stopped where it was.
     */
    public SftResult run(Path out, Progress progress, BooleanSupplier stop) throws IOException {
        Path data = out.resolve("data/train.jsonl");
        Path measured = out.resolve("data/held-out.jsonl");
        Path start = out.resolve("start");
        if (Files.notExists(start)) {
            Files.createDirectories(data.getParent());
            ConversationGenerator generator = new ConversationGenerator();
            progress.note("making up " + conversations + " conversations");
            ConversationGenerator.write(generator.generate(dataSeed, conversations), data);
            ConversationGenerator.write(generator.generate(heldOutSeed, heldOut), measured);
            ConversationGenerator.write(generator.generate(dataSeed, remembered), out.resolve("conversations.jsonl"));
            // The folder comes last and at once: where it stands, data and start are whole.
            DurableFolder.create(start, folder -> writeStart(folder, generator));
        }
        return Sft.run(
                new SftConfig(data, Optional.of(measured), start, out, Dtype.F16, true, Optional.empty(), training),
                progress,
                stop);
    }

    private void writeStart(Path folder, ConversationGenerator generator) throws IOException {
        Vocabulary vocabulary = BpeTrainer.train(
                generator.texts(dataSeed, tokenizerConversations), BpeTrainer.CHATML_SPECIALS, shape.vocabulary());
        shape.write(folder, weightSeed);
        TokenizerFiles.write(vocabulary, folder, shape.contextTokens());
    }
}
