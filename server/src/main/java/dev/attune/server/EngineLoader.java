package dev.attune.server;

import dev.attune.server.config.ServerConfig;

/** Loads a model folder into the engine. */
final class EngineLoader implements ModelLoader {

    @Override
    public Loaded load(ServerConfig config) {
        throw new ServerException("The engine is not here yet.");
    }
}
