package dev.attune.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file in memory, plain and packed, that knows its type and its tag. Immutable.
 *
 * @param packed gzip, or the plain content where that would be no smaller
 */
record WebFile(String type, Buffer plain, Buffer packed, String tag) {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png");

    static WebFile of(String path, String content) {
        return of(path, content.getBytes(StandardCharsets.UTF_8));
    }

    static WebFile of(String path, byte[] content) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("the page's file " + path + " is of no known type");
        }
        byte[] packed = pack(content);
        Buffer plain = Buffer.buffer(content);
        return new WebFile(type, plain, packed.length < content.length ? Buffer.buffer(packed) : plain, tag(content));
    }

    /** Answers with the content, or with 304 if the browser has it. */
    void send(HttpServerRequest request, HttpServerResponse response) {
        response.putHeader(HttpHeaders.ETAG, tag).putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (isNamed(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        boolean small = packed != plain && isNamed(request.getHeader(HttpHeaders.ACCEPT_ENCODING), "gzip");
        if (small) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        response.end(small ? packed : plain);
    }

    private static boolean isNamed(@Nullable String header, String name) {
        return header != null
                && Arrays.stream(header.split(",")).map(String::strip).anyMatch(name::equals);
    }

    private static byte[] pack(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return packed.toByteArray();
    }

    /** Weak, because the packed and the plain form share it. */
    private static String tag(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        return "W/\"" + content.length + "-" + Long.toHexString(sum.getValue()) + "\"";
    }
}
