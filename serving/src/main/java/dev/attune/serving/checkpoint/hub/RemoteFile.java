package dev.attune.serving.checkpoint.hub;

import dev.attune.serving.checkpoint.CheckpointException;
import java.net.http.HttpHeaders;

/**
 * One file of a model as the hub describes it.
 *
 * @param path below the endpoint
 * @param bytes its size
 * @param etag the hub's name for the content: a SHA-256 for large files, the git object id for small ones
 */
record RemoteFile(String name, String path, long bytes, String etag) {

    static RemoteFile of(String name, String path, HttpHeaders headers) {
        String size = headers.firstValue("X-Linked-Size")
                .or(() -> headers.firstValue("Content-Length"))
                .orElse("");
        if (!size.matches("\\d{1,18}")) {
            throw new CheckpointException(path + ": the hub does not say how large it is");
        }
        String etag = headers.firstValue("X-Linked-Etag")
                .or(() -> headers.firstValue("ETag"))
                .orElse("");
        return new RemoteFile(name, path, Long.parseLong(size), bare(etag));
    }

    private static String bare(String etag) {
        return etag.replaceFirst("^W/", "").replace("\"", "");
    }
}
