package dev.attune.serving.checkpoint.hub;

/** Told how a download comes along, on the downloading thread. */
public interface DownloadProgress {

    /** A file is begun, or gone on with. */
    void begin(String file, long bytes);

    /** So much of it is here; may be called thousands of times a second. */
    void advance(String file, long doneBytes, long bytes);

    /** It is here, whole and checked. */
    void end(String file, long bytes);

    /** Something a person should know meanwhile. */
    void note(String message);
}
