<?php $part = fn ($bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '='); $now = time();
$claims = ['iss' => 'https://portal.example', 'aud' => 'https://wizard.example/launch', 'origin' => 'https://portal.example', 'sub' => 'operator-17', 'iat' => $now, 'exp' => $now + 60, 'jti' => bin2hex(random_bytes(16)), 'ver' => 1];
$signed = $part(json_encode(['typ' => 'kyb-launch+jwt', 'alg' => 'RS256', 'kid' => '2026-01'])) . '.' . $part(json_encode($claims));
openssl_sign($signed, $signature, file_get_contents('launch-key.pem'), OPENSSL_ALGO_SHA256);
echo $signed . '.' . $part($signature), "\n";
