import java.nio.file.*; import java.security.*; import java.security.spec.*; import java.time.Instant; import java.util.*;

class Launch {
    static String part(byte[] bytes) { return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes); }

    public static void main(String[] arguments) throws Exception {
        long now = Instant.now().getEpochSecond();
        String claims = "{\"iss\":\"https://portal.example\",\"aud\":\"https://wizard.example/launch\",\"origin\":\"https://portal.example\",\"sub\":\"operator-17\",\"iat\":" + now + ",\"exp\":" + (now + 60) + ",\"jti\":\"" + UUID.randomUUID() + "\",\"ver\":1}";
        String signed = part("{\"typ\":\"kyb-launch+jwt\",\"alg\":\"EdDSA\",\"kid\":\"2026-01\"}".getBytes()) + "." + part(claims.getBytes("UTF-8"));
        byte[] key = Base64.getMimeDecoder().decode(Files.readString(Path.of("launch-key.pem")).replaceAll("-----.*?-----", ""));
        Signature signature = Signature.getInstance("Ed25519"); signature.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(key))); signature.update(signed.getBytes());
        System.out.println(signed + "." + part(signature.sign()));
    }
}
