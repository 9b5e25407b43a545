package dev.attune.server;

import dev.attune.feedback.CompletionStore;
import dev.attune.server.access.KeyFile;
import dev.attune.server.access.Keys;
import dev.attune.server.chat.ChatModel;
import dev.attune.server.chat.ChatService;
import dev.attune.server.chat.Exchanges;
import dev.attune.server.chat.Generator;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.feedback.FeedbackService;
import dev.attune.server.feedback.FeedbackStore;
import dev.attune.server.http.HttpApi;
import dev.attune.server.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: builds the server in order, closes it in reverse. The port is taken before the model is loaded, so
 * that a port in use is said at once and {@code /ready} has somebody to answer it meanwhile.
 */
final class Application implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private final ServerConfig config;
    private final Metrics metrics = new Metrics();
    private final Keys keys;
    private final ChatService service = new ChatService();
    private final FeedbackService feedback = new FeedbackService();
    private final Learning learning;
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final AtomicBoolean closeBegun = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private int port;

    private Application(ServerConfig config, Keys keys) {
        this.config = config;
        this.learning = new Learning(config, service, feedback, metrics);
        closing.push(metrics::close);
        this.keys = keys;
    }

    /**
     * Starts everything and says so in one line on {@code out}.
     *
     * @throws ServerException if the world does not let it
     */
    static Application start(ServerConfig config, ModelLoader loader, PrintStream out) {
        Keys keys = keys(config);
        Exposure.refuseOpenDoor(config.http(), keys);
        Exposure.refuseEveryOrigin(config.http(), keys);
        Application application = new Application(config, keys);
        try {
            application.listen();
            application.keep(out);
            application.load(loader, out);
            out.println("Attune is listening on " + application.url());
            return application;
        } catch (RuntimeException | Error e) {
            application.close();
            throw e;
        }
    }

    /** Everything that was answered. */
    CompletionStore completions() {
        return feedback.store().completions();
    }

    int port() {
        return port;
    }

    String url() {
        return Exposure.url(config.http(), port);
    }

    /** Waits until somebody has closed it. */
    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /** Lets running answers finish, within the limit, and takes everything down. A second call waits for the first. */
    @Override
    public void close() {
        try {
            if (closeBegun.compareAndSet(false, true)) {
                drain();
                closing.forEach(Application::closeOne);
                closed.countDown();
            }
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        metrics.http().streams(service::streams);
        // Where the system has epoll, Vert.x hears that a client has gone even while it reads nothing from it.
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        closing.push(() -> await(vertx.close()));
        HttpApi api = bind(vertx);
        closing.push(() -> await(api.close(Duration.ofMillis(config.shutdown().closeMs()))));
        port = api.port();
        watch(List.of(keys.file().path()), keys::reload);
        ServerConfig.Tls tls = config.http().tls();
        if (tls.isOn()) {
            List<Path> files = Stream.of(tls.certificate(), tls.key())
                    .flatMap(Optional::stream)
                    .toList();
            watch(files, () -> await(api.renewCertificate()));
        }
    }

    private void watch(List<Path> files, Runnable reload) {
        FileWatch watch = FileWatch.start(config.keys().reloadMs(), files, reload);
        closing.push(watch::close);
    }

    /** From the file that was named, or the one in the data directory as soon as there is one. */
    private static Keys keys(ServerConfig config) {
        Optional<Path> named = config.keys().file();
        KeyFile file = new KeyFile(named.orElse(KeyFile.in(config.dataDir())));
        return Keys.open(
                file,
                named.isPresent(),
                config.keys().environment(),
                config.keys().limits(),
                System::nanoTime);
    }

    private HttpApi bind(Vertx vertx) {
        Exchanges exchanges =
                new Exchanges(service, config, () -> feedback.store().completions(), metrics.requests());
        try {
            return await(HttpApi.listen(
                    vertx,
                    config.http(),
                    metrics.http(),
                    keys,
                    Operations.of(service, exchanges, feedback, learning.handlers(), metrics)));
        } catch (CompletionException e) {
            throw cannotListen(e);
        }
    }

    private RuntimeException cannotListen(CompletionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (!(cause instanceof IOException)) {
            return new IllegalStateException("the routes cannot be mounted", cause);
        }
        String address = config.http().host() + ":" + config.http().port();
        String reason = String.valueOf(cause.getMessage());
        return reason.contains("in use")
                ? new ServerException(
                        "Port " + config.http().port() + " of " + config.http().host()
                                + " is in use. Choose another with --port, or --port 0 for any.",
                        cause)
                : new ServerException("Cannot listen on " + address + ": " + reason + ".", cause);
    }

    /** Before the model, so that the last answers that are cut off still find where they are kept. */
    private void keep(PrintStream out) {
        FeedbackStore store = FeedbackStore.open(config);
        closing.push(store::close);
        out.println(store.sentence());
        metrics.keeping(store.completions());
        metrics.feedback().watch(feedback::pulse);
        feedback.ready(store);
        learning.listen(store, closing::push);
    }

    private void load(ModelLoader loader, PrintStream out) {
        ModelLoader.Loaded loaded = loader.load(config);
        closing.push(loaded.resources()::close);
        loaded.versions().ifPresent(versioned -> learning.follow(versioned, feedback.store(), closing::push));
        loaded.facts().forEach(out::println);
        announce(loaded.chat());
        service.ready(loaded.chat());
    }

    private void announce(ChatModel chat) {
        Generator generator = chat.generator();
        metrics.serving(
                chat.name(),
                chat.contextTokens(),
                new Metrics.Engine(generator::stats, generator::stepTimes, generator::swaps));
    }

    private void drain() throws InterruptedException {
        boolean finished = service.drain(Duration.ofMillis(config.shutdown().drainMs()));
        if (!finished) {
            LOG.warn("some answers were cut off after {} ms", config.shutdown().drainMs());
        }
    }

    /** One part that will not close must not keep the others open. */
    private static void closeOne(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            LOG.error("a part of the server did not close", e);
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
