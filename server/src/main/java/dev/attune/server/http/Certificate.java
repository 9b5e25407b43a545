package dev.attune.server.http;

import dev.attune.server.config.ConfigurationException;
import dev.attune.server.config.ServerConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.X509KeyManager;

/** The server's certificate and its private key, read from two PEM files and checked against each other before anybody sees them. */
final class Certificate {

    private Certificate() {}

    /** @throws ConfigurationException naming the file that cannot be used and why */
    static PemKeyCertOptions read(Vertx vertx, ServerConfig.Tls tls) {
        Path certificate = tls.certificate().orElseThrow();
        Path key = tls.key().orElseThrow();
        PemKeyCertOptions pem =
                new PemKeyCertOptions().setCertValue(bytes(certificate)).setKeyValue(bytes(key));
        check(keyManager(vertx, pem, tls), certificate, key);
        return pem;
    }

    private static Buffer bytes(Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The TLS file " + file + " cannot be read: "
                            + e.getClass().getSimpleName().replace("Exception", "") + ".",
                    e);
        }
    }

    /** Reads both with the code that will serve them. What it says of a key file is not repeated, lest it quote the key. */
    private static X509KeyManager keyManager(Vertx vertx, PemKeyCertOptions pem, ServerConfig.Tls tls) {
        try {
            return Arrays.stream(pem.getKeyManagerFactory(vertx).getKeyManagers())
                    .filter(X509KeyManager.class::isInstance)
                    .map(X509KeyManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (Exception e) {
            throw new ConfigurationException("The TLS files "
                    + tls.certificate().orElseThrow() + " and " + tls.key().orElseThrow()
                    + " are not a PEM certificate and the unencrypted PEM private key that belongs to it.");
        }
    }

    private static void check(X509KeyManager keys, Path certificateFile, Path keyFile) {
        String alias = alias(keys);
        X509Certificate certificate = keys.getCertificateChain(alias)[0];
        try {
            certificate.checkValidity();
            if (!fits(certificate, keys.getPrivateKey(alias))) {
                throw new ConfigurationException(
                        "The private key " + keyFile + " does not belong to the certificate " + certificateFile + ".");
            }
        } catch (CertificateExpiredException e) {
            throw new ConfigurationException(
                    "The certificate " + certificateFile + " expired on "
                            + certificate.getNotAfter().toInstant() + ".",
                    e);
        } catch (CertificateNotYetValidException e) {
            throw new ConfigurationException(
                    "The certificate " + certificateFile + " is not valid before "
                            + certificate.getNotBefore().toInstant() + ".",
                    e);
        }
    }

    private static String alias(X509KeyManager keys) {
        for (String type : new String[] {"RSA", "EC", "EdDSA"}) {
            String[] aliases = keys.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                return aliases[0];
            }
        }
        throw new ConfigurationException("The TLS key must be RSA or EC.");
    }

    /** What the one signs, the other must recognise. */
    private static boolean fits(X509Certificate certificate, PrivateKey key) {
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            byte[] word = {42};
            signature.initSign(key);
            signature.update(word);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(word);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
