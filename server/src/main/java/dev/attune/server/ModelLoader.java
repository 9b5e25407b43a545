package dev.attune.server;

import dev.attune.server.chat.ChatModel;
import dev.attune.server.config.ServerConfig;
import java.util.List;

/** Loads the model that is to be served. Called once, on the application's thread; takes as long as it takes. */
interface ModelLoader {

    Loaded load(ServerConfig config);

    /**
     * A model that is ready to answer.
     *
     * @param facts lines for the person who started the server: device, form of the weights, memory
     * @param resources closed when nobody asks the model any more
     */
    record Loaded(ChatModel chat, List<String> facts, Resources resources) {}

    /** What a model holds on to. */
    interface Resources extends AutoCloseable {
        @Override
        void close();
    }
}
