package dev.attune.server;

import dev.attune.server.chat.ChatModel;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.policy.PolicyStore;
import dev.attune.server.policy.Versions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Loads the model that is to be served. Called once, on the application's thread; takes as long as it takes. */
interface ModelLoader {

    Loaded load(ServerConfig config);

    /**
     * A model that is ready to answer.
     *
     * @param facts lines for the person who started the server: device, form of the weights, memory
     * @param resources closed when nobody asks the model any more
     * @param versions what it may change to, where it has versions
     */
    record Loaded(ChatModel chat, List<String> facts, Resources resources, Optional<Versioned> versions) {

        /** A model that stays as it is. */
        Loaded(ChatModel chat, List<String> facts, Resources resources) {
            this(chat, facts, resources, Optional.empty());
        }
    }

    /** The folder a model was given as, where its versions are kept, and what changes from one to the other. */
    record Versioned(Path base, PolicyStore store, Versions versions) {}

    /** What a model holds on to. */
    interface Resources extends AutoCloseable {
        @Override
        void close();
    }
}
