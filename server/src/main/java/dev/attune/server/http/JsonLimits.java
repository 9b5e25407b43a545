package dev.attune.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.attune.server.config.ServerConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.InputTrustHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body once without keeping anything, before it is made into objects: what is nested too deep, has too many parts, or is
 * no JSON, is refused while it still costs nothing.
 */
final class JsonLimits implements InputTrustHandler {
    private final int mostDepth;
    private final int mostTokens;
    private final JsonFactory factory;

    JsonLimits(ServerConfig.Defences limits) {
        this.mostDepth = limits.maxJsonDepth();
        this.mostTokens = limits.maxJsonTokens();
        // One more than we let through, so that the words of the refusal are ours.
        this.factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(mostDepth + 1)
                        .build())
                .build();
    }

    @Override
    public void handle(RoutingContext context) {
        Buffer body = context.body().buffer();
        boolean json = MediaTypeHandler.JSON.equals(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
        if (json && body != null && body.length() > 0) {
            check(body.getBytes());
        }
        context.next();
    }

    private void check(byte[] body) {
        try (JsonParser parser = factory.createParser(body)) {
            int depth = 0;
            int tokens = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                tokens++;
                refuseIf(depth > mostDepth, "The body is nested deeper than " + mostDepth + " levels.");
                refuseIf(tokens > mostTokens, "The body has more than " + mostTokens + " values, names and brackets.");
            }
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest(
                    "The body is not valid JSON" + place(e.getLocation()) + ".", null, "invalid_json");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory are always read", e);
        }
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static void refuseIf(boolean wrong, String message) {
        if (wrong) {
            throw ApiException.badRequest(message, null, "invalid_json");
        }
    }
}
