package dev.attune.server;

import dev.attune.server.chat.Generator;
import dev.attune.server.config.ServerConfig;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.Token;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A real engine that stops, decode thread and all, before it hands over the second token of anybody, until it is opened: a
 * step that takes as long as a test likes.
 */
final class Gate implements ModelLoader {
    /** A test that fails before it opens the gate must still come to its end. */
    private static final long PATIENCE_S = 90;

    private final CountDownLatch open = new CountDownLatch(1);

    void open() {
        open.countDown();
    }

    @Override
    public Loaded load(ServerConfig config) {
        return RelayedGenerator.load(config, Gated::new);
    }

    private void pass() {
        try {
            if (!open.await(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the gate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Gated extends RelayedGenerator {
        Gated(Generator real) {
            super(real);
        }

        @Override
        Relay relay(GenerationRequest request) {
            return new Relay(request.sink()) {
                private boolean first = true;

                @Override
                public void onToken(Token token) {
                    if (!first) {
                        pass();
                    }
                    first = false;
                    super.onToken(token);
                }
            };
        }
    }
}
