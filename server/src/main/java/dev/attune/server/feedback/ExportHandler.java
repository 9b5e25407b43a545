package dev.attune.server.feedback;

import dev.attune.feedback.dataset.Drops;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.exchange.Dataset;
import dev.attune.feedback.hygiene.CleanExamples;
import dev.attune.feedback.hygiene.Split;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.Query;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code exportFeedback}: examples as lines of JSON. A worker thread reads and writes them, a batch at a time, and waits for a slow
 * reader before the next.
 */
public final class ExportHandler implements Handler<RoutingContext> {
    private static final int BATCH_BYTES = 1 << 18;

    private final FeedbackService service;

    public ExportHandler(FeedbackService service) {
        this.service = service;
    }

    @Override
    public void handle(RoutingContext context) {
        Query query = Query.of(context);
        String kind = String.valueOf(query.text("kind"));
        boolean clean = query.isTrue("clean");
        Optional<Split> split =
                Optional.ofNullable(query.text("split")).map(name -> Split.valueOf(name.toUpperCase(Locale.ROOT)));
        if (split.isPresent() && !clean) {
            throw ApiException.badRequest("split needs clean=true.", "split");
        }
        FeedbackStore store = service.store();
        context.vertx()
                .executeBlocking(() -> examples(store, kind, clean, split), false)
                .compose(examples -> send(context, examples))
                .onFailure(context::fail);
    }

    private static Iterator<Example> examples(FeedbackStore store, String kind, boolean clean, Optional<Split> split) {
        Harvest harvest = new Harvest(store, store.pseudonyms());
        Drops drops = new Drops();
        Iterator<Example> raw = kind.equals("prompts") ? harvest.prompts(drops) : harvest.judgements(drops);
        Iterator<Example> wanted =
                clean ? kept(harvest.clean(raw, drops), split).iterator() : raw;
        return Harvest.stream(wanted)
                .filter(example -> example.kind().equals(kind))
                .iterator();
    }

    private static Stream<Example> kept(CleanExamples clean, Optional<Split> split) {
        return split.map(one -> clean.of(one).stream()).orElseGet(() -> Harvest.kept(clean));
    }

    private static Future<Void> send(RoutingContext context, Iterator<Example> examples) {
        return context.vertx().executeBlocking(() -> batch(examples), false).compose(lines -> {
            HttpServerResponse response = context.response();
            if (response.closed()) {
                return Future.succeededFuture();
            }
            if (!response.headWritten()) {
                response.putHeader(HttpHeaders.CONTENT_TYPE, "application/jsonl")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .setChunked(true);
            }
            if (lines.length() == 0) {
                return response.end();
            }
            // A write completes when the socket has taken it, which is when the next batch is made.
            return response.write(lines).compose(written -> send(context, examples));
        });
    }

    /** As many lines as make a batch; none at the end. */
    private static Buffer batch(Iterator<Example> examples) {
        Buffer lines = Buffer.buffer();
        while (lines.length() < BATCH_BYTES && examples.hasNext()) {
            lines.appendString(Dataset.line(examples.next())).appendString("\n");
        }
        return lines;
    }
}
