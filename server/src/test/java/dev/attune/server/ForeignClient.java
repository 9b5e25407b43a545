package dev.attune.server;

import org.jspecify.annotations.Nullable;

/** A client of the OpenAI API that nobody here wrote, as far as the tests use it. */
interface ForeignClient {

    /** Asks and waits for the whole answer. */
    Answer whole(Ask ask);

    /** Asks and gathers the stream. */
    Answer streamed(Ask ask);

    /** Begins a stream and returns when its first text has come. */
    Begun begin(Ask ask);

    /**
     * One user's one message.
     *
     * @param baseUrl with {@code /v1}
     * @param maxRetries after the first attempt
     */
    record Ask(String baseUrl, String model, String text, double temperature, int maxRetries) {
        Ask retrying(int times) {
            return new Ask(baseUrl, model, text, temperature, times);
        }

        Ask ofModel(String other) {
            return new Ask(baseUrl, other, text, temperature, maxRetries);
        }

        Ask at(double otherTemperature) {
            return new Ask(baseUrl, model, text, otherTemperature, maxRetries);
        }
    }

    /**
     * What the client made of the reply.
     *
     * @param finish its word for why the answer ended
     */
    record Answer(String text, String finish, int promptTokens, int completionTokens) {}

    /** A stream under way. Closing it lets go of whatever still holds it, aborted or not. */
    interface Begun extends AutoCloseable {
        /** Gives up, as a user of the client would. */
        void abort();

        @Override
        void close();
    }

    /** What the client made of an error. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String kind;

        /** @param kind the client's own name for it */
        Refused(String kind, @Nullable String message) {
            super(message);
            this.kind = kind;
        }

        String kind() {
            return kind;
        }
    }
}
