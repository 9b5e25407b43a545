package dev.attune.server;

import dev.attune.server.chat.ChatModel;
import dev.attune.server.chat.Generator;
import dev.attune.server.chat.TemplateFormat;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.policy.PolicyStore;
import dev.attune.server.policy.ShelfVersions;
import dev.attune.serving.ServedModel;
import dev.attune.serving.ServingOptions;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.engine.EngineLimits;
import dev.attune.serving.engine.EngineStats;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.StepTimes;
import dev.attune.serving.engine.SwapCounts;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.text.ChatTemplate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Loads a model folder into the engine. */
final class EngineLoader implements ModelLoader {
    /** Where the model was made for more than anybody asked for, the cache must not take all the memory. */
    private static final int LONGEST_UNASKED_CONTEXT = 4096;

    @Override
    public Loaded load(ServerConfig config) {
        ModelFolder folder = ModelFolder.find(config);
        // First what is quick to find wrong, so that no folder becomes a version that is no model.
        try (Checkpoint checkpoint = Checkpoint.open(folder.path())) {
            ConfigReader.read(checkpoint.config());
        }
        ChatTemplate template = ChatTemplate.openOrChatMl(folder.path());
        GenerationDefaults defaults = GenerationDefaults.read(folder.path());
        PolicyStore store = PolicyStore.open(
                config.dataDir(), folder.path(), config.policy().copyBytes());
        ServedModel model = store.openServed(
                generation -> ServedModel.open(generation.dir(), options(config, generation.version())));
        ChatModel chat = new ChatModel(
                folder.name(),
                Instant.now().getEpochSecond(),
                model.limits().contextTokens(),
                model.config().vocabSize(),
                model.endIds(),
                defaults.sampling(),
                new TemplateFormat(template),
                model.tokenizer(),
                new ModelGenerator(model));
        return new Loaded(
                chat,
                facts(folder, model),
                model::close,
                Optional.of(new Versioned(folder.path(), store, new ShelfVersions(model))));
    }

    /** @param version of the weights that are opened */
    static ServingOptions options(ServerConfig config, long version) {
        ServerConfig.EngineChoice engine = config.engine();
        EngineLimits limits = new EngineLimits(
                engine.maxRunning(),
                engine.maxWaiting(),
                engine.maxWaitingTokens(),
                engine.stepTokens(),
                engine.contextTokens().orElse(LONGEST_UNASKED_CONTEXT),
                engine.prefixSlots());
        return new ServingOptions(
                config.model().device(),
                config.model().weights(),
                config.model().threads(),
                limits,
                version);
    }

    private static List<String> facts(ModelFolder folder, ServedModel model) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%s: %s, version %d, %,.1f million parameters, context of %,d tokens",
                        folder.name(),
                        folder.path(),
                        model.versions().serving(),
                        model.parameters() / 1e6,
                        model.limits().contextTokens()),
                "On " + model.device() + " with " + model.form().flag() + " weights; memory: "
                        + model.memory().sentence() + ".");
    }

    /** The decode thread as the chat sees it. */
    record ModelGenerator(ServedModel model) implements Generator {
        @Override
        public void submit(List<GenerationRequest> together) {
            model.loop().submit(together);
        }

        @Override
        public void cancel(String id) {
            model.loop().cancel(id);
        }

        @Override
        public EngineStats stats() {
            return model.loop().stats();
        }

        @Override
        public StepTimes.Counts stepTimes() {
            return model.loop().stepTimes();
        }

        @Override
        public SwapCounts swaps() {
            return model.swaps();
        }
    }
}
